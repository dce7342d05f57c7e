import { createFileRoute } from '@tanstack/react-router';
import { ExcludeForm } from '~/residents/forms/OtherForms';

export const Route = createFileRoute('/_app/residents/$id/exclude')({ component: Page });

function Page() {
  return <ExcludeForm id={Route.useParams().id} />;
}
