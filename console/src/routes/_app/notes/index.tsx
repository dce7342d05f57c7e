import { createFileRoute } from '@tanstack/react-router';
import { NotesPage } from '~/notes/NotesPage';
import { readSearch } from '~/notes/search';

export const Route = createFileRoute('/_app/notes/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <NotesPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
