import { createFileRoute } from '@tanstack/react-router';
import { InboxPage } from '~/inbox/InboxPage';
import { readSearch } from '~/inbox/search';

export const Route = createFileRoute('/_app/inbox/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <InboxPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
