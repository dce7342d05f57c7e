import { createFileRoute } from '@tanstack/react-router';
import { SchedulesPage } from '~/schedules/SchedulesPage';
import { readRunSearch } from '~/schedules/search';
import * as sending from '~/words/en-GB/sending';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/_app/settings/schedules')({
  validateSearch: readRunSearch,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MoreWords words={sending}>
      <SchedulesPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </MoreWords>
  );
}
