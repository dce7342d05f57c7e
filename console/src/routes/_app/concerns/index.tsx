import { createFileRoute } from '@tanstack/react-router';
import { ConcernsPage } from '~/concerns/ConcernsPage';
import { readSearch } from '~/concerns/search';
import * as care from '~/words/en-GB/care';
import * as concerns from '~/words/en-GB/concerns';
import { MoreWords } from '~/words/more';

const words = { ...care, ...concerns };

export const Route = createFileRoute('/_app/concerns/')({ validateSearch: readSearch, component: Page });

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <MoreWords words={words}>
      <ConcernsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </MoreWords>
  );
}
