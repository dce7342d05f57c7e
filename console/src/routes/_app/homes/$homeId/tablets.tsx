import { createFileRoute } from '@tanstack/react-router';
import { HomeTablets } from '~/tablet/HomeTablets';
import * as words from '~/words/en-GB/tablet';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/homes/$homeId/tablets')({ component: Page });

function Page() {
  return (
    <MoreWords words={words}>
      <HomeTablets homeId={Route.useParams().homeId} />
    </MoreWords>
  );
}
