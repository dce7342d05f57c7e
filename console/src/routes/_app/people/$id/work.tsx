import { createFileRoute } from '@tanstack/react-router';
import { EditWork } from '~/people/forms/WorkForm';

export const Route = createFileRoute('/_app/people/$id/work')({ component: Page });

function Page() {
  return <EditWork id={Route.useParams().id} />;
}
