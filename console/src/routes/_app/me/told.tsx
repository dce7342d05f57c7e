import { createFileRoute } from '@tanstack/react-router';
import { ToldPage } from '~/account/ToldPage';
import * as inbox from '~/words/en-GB/inbox';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/me/told')({ component: Told });

function Told() {
  return (
    <MoreWords words={inbox}>
      <ToldPage />
    </MoreWords>
  );
}
