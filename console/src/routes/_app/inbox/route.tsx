import { Outlet, createFileRoute } from '@tanstack/react-router';
import * as inbox from '~/words/en-GB/inbox';
import { MoreWords } from '~/words/more';

/** Around the inbox: its words, which come with it. */
export const Route = createFileRoute('/_app/inbox')({ component: Inbox });

function Inbox() {
  return (
    <MoreWords words={inbox}>
      <Outlet />
    </MoreWords>
  );
}
