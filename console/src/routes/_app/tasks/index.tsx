import { createFileRoute } from '@tanstack/react-router';
import { TasksPage } from '~/tasks/TasksPage';
import { readSearch } from '~/tasks/search';

export const Route = createFileRoute('/_app/tasks/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <TasksPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
