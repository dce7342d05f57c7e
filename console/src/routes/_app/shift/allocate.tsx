import { createFileRoute } from '@tanstack/react-router';
import { AllocatePage } from '~/duty/AllocatePage';
import { readAllocate } from '~/duty/search';

export const Route = createFileRoute('/_app/shift/allocate')({
  validateSearch: readAllocate,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <AllocatePage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
