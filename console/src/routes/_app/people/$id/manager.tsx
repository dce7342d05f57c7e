import { createFileRoute } from '@tanstack/react-router';
import { NameManager } from '~/people/forms/ManagerForm';

export const Route = createFileRoute('/_app/people/$id/manager')({ component: Page });

function Page() {
  return <NameManager id={Route.useParams().id} />;
}
