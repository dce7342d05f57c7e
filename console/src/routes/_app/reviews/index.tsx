import { createFileRoute } from '@tanstack/react-router';
import { ReviewsPage } from '~/plans/reviews/ReviewsPage';
import { readSearch } from '~/plans/reviews/search';

export const Route = createFileRoute('/_app/reviews/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ReviewsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
