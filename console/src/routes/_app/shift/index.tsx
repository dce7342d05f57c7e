import { createFileRoute } from '@tanstack/react-router';
import { ShiftPage } from '~/duty/ShiftPage';
import { readSearch } from '~/duty/search';

export const Route = createFileRoute('/_app/shift/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ShiftPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
