import { createFileRoute } from '@tanstack/react-router';
import { InvitePerson } from '~/people/forms/InviteForm';

export const Route = createFileRoute('/_app/people/invite')({ component: InvitePerson });
