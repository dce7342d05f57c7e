import { createFileRoute } from '@tanstack/react-router';
import { ArriveFlow } from '~/residents/flows/Arrive';
import { flowSearch, text, type FlowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/arrive')({
  validateSearch: (raw): FlowSearch & { stay?: string } => ({ ...flowSearch(raw), ...text(raw, 'stay') }),
  component: Page,
});

function Page() {
  return <ArriveFlow id={Route.useParams().id} stay={Route.useSearch().stay} />;
}
