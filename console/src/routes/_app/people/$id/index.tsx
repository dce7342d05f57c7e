import { createFileRoute } from '@tanstack/react-router';
import { PersonPage } from '~/people/page/PersonPage';
import { readTab, type PersonTab } from '~/people/page/tabs';

export const Route = createFileRoute('/_app/people/$id/')({
  validateSearch: (raw): { tab?: PersonTab } => {
    const tab = readTab(raw['tab']);
    return tab ? { tab } : {};
  },
  component: Person,
});

function Person() {
  const { id } = Route.useParams();
  const { tab = 'overview' } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PersonPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
