import { createFileRoute } from '@tanstack/react-router';
import { InvitationPage } from '~/account/InvitationPage';
import * as invitation from '~/words/en-GB/invitation';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/invitation')({ component: Invitation });

function Invitation() {
  return (
    <MoreWords words={invitation}>
      <InvitationPage />
    </MoreWords>
  );
}
