import { createFileRoute } from '@tanstack/react-router';
import { AddMembership } from '~/people/forms/MembershipForm';

export const Route = createFileRoute('/_app/people/$id/membership')({ component: Page });

function Page() {
  return <AddMembership id={Route.useParams().id} />;
}
