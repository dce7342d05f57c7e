import { createFileRoute } from '@tanstack/react-router';
import { IdentityForm } from '~/residents/forms/IdentityForm';

export const Route = createFileRoute('/_app/residents/$id/identity')({ component: Page });

function Page() {
  return <IdentityForm id={Route.useParams().id} />;
}
