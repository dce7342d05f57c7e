import { createFileRoute } from '@tanstack/react-router';
import { ArchiveResident } from '~/residents/forms/OtherForms';

export const Route = createFileRoute('/_app/residents/$id/archive')({ component: Page });

function Page() {
  return <ArchiveResident id={Route.useParams().id} />;
}
