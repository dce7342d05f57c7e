import { createFileRoute } from '@tanstack/react-router';
import { DuePage } from '~/assessments/due/DuePage';
import { readSearch } from '~/assessments/due/search';

export const Route = createFileRoute('/_app/assessments/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <DuePage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
