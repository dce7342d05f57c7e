import { createFileRoute } from '@tanstack/react-router';
import { InvitationPage } from '~/account/InvitationPage';

export const Route = createFileRoute('/invitation')({ component: InvitationPage });
