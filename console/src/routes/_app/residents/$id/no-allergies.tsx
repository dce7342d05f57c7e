import { createFileRoute } from '@tanstack/react-router';
import { NoAllergiesForm } from '~/residents/forms/NoAllergiesForm';

export const Route = createFileRoute('/_app/residents/$id/no-allergies')({ component: Page });

function Page() {
  return <NoAllergiesForm id={Route.useParams().id} />;
}
