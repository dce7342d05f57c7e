import { createFileRoute } from '@tanstack/react-router';
import { ResidentsList } from '~/residents/list/ResidentsList';
import { readSearch } from '~/residents/list/search';

export const Route = createFileRoute('/_app/residents/')({
  validateSearch: readSearch,
  component: Residents,
});

function Residents() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  // Typing and filtering change one list; Back leaves it at once.
  return (
    <ResidentsList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
  );
}
