import { createFileRoute } from '@tanstack/react-router';
import { HandoverPage } from '~/handover/HandoverPage';
import { readSearch } from '~/handover/search';

export const Route = createFileRoute('/_app/handover/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <HandoverPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
