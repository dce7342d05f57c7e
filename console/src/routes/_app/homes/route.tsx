import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as homes from '~/words/en-GB/homes';
import { MoreWords } from '~/words/more';

/** Around the homes: their words, which come with them. */
export const Route = createFileRoute('/_app/homes')({ component: Homes });

function Homes() {
  return (
    <MoreWords words={homes}>
      <Outlet />
    </MoreWords>
  );
}
