import { createFileRoute } from '@tanstack/react-router';
import { RecordPage, readRecordSearch } from '~/record/RecordPage';
import * as words from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';

/** Whom and what about stand in the address, so that Back goes one step and a resident's page can lead here. */
export const Route = createFileRoute('/_app/record/')({
  validateSearch: readRecordSearch,
  component: Record,
});

function Record() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MoreWords words={words}>
      <RecordPage
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        done={() => void navigate({ to: '/today' })}
      />
    </MoreWords>
  );
}
