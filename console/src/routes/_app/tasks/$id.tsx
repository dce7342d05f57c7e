import { createFileRoute } from '@tanstack/react-router';
import { TaskPage } from '~/tasks/TaskPage';

export const Route = createFileRoute('/_app/tasks/$id')({ component: Page });

function Page() {
  return <TaskPage id={Route.useParams().id} />;
}
