import { createFileRoute } from '@tanstack/react-router';
import { InviteSeveral } from '~/people/forms/InviteSeveral';

export const Route = createFileRoute('/_app/people/invite-several')({ component: InviteSeveral });
