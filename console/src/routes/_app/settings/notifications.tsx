import { createFileRoute } from '@tanstack/react-router';
import { readSearch } from '~/sending/search';
import { SendingPage } from '~/sending/SendingPage';
import * as sending from '~/words/en-GB/sending';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/settings/notifications')({
  validateSearch: readSearch,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MoreWords words={sending}>
      <SendingPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </MoreWords>
  );
}
