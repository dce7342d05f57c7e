import { createFileRoute } from '@tanstack/react-router';
import { ResidentPage } from '~/residents/page/ResidentPage';
import { readTab, type ResidentTab } from '~/residents/page/tabs';

export const Route = createFileRoute('/_app/residents/$id/')({
  validateSearch: (raw): { tab?: ResidentTab } => {
    const tab = readTab(raw['tab']);
    return tab ? { tab } : {};
  },
  component: Resident,
});

function Resident() {
  const { id } = Route.useParams();
  const { tab = 'summary' } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ResidentPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
    />
  );
}
