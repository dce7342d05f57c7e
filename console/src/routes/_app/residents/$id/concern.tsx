import { createFileRoute } from '@tanstack/react-router';
import { RaisePage } from '~/concerns/RaisePage';
import * as concerns from '~/words/en-GB/concerns';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/residents/$id/concern')({ component: Concern });

function Concern() {
  const { id } = Route.useParams();
  return (
    <MoreWords words={concerns}>
      <RaisePage id={id} />
    </MoreWords>
  );
}
