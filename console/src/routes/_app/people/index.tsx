import { createFileRoute } from '@tanstack/react-router';
import { PeopleList } from '~/people/list/PeopleList';
import { readSearch } from '~/people/list/search';

export const Route = createFileRoute('/_app/people/')({
  validateSearch: readSearch,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  // Typing and filtering change one list; Back leaves it at once.
  return <PeopleList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
