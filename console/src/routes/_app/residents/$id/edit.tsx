import { createFileRoute } from '@tanstack/react-router';
import { EditResident } from '~/residents/forms/ResidentForm';

export const Route = createFileRoute('/_app/residents/$id/edit')({ component: Page });

function Page() {
  return <EditResident id={Route.useParams().id} />;
}
