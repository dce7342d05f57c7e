import { createFileRoute } from '@tanstack/react-router';
import { ComparePage } from '~/plans/diff/ComparePage';
import { readCompare } from '~/plans/diff/search';

export const Route = createFileRoute('/_app/residents/$id/plan/compare')({
  validateSearch: readCompare,
  component: Page,
});

function Page() {
  const navigate = Route.useNavigate();
  return (
    <ComparePage
      id={Route.useParams().id}
      search={Route.useSearch()}
      onSearch={(next) => void navigate({ search: next, replace: true })}
    />
  );
}
