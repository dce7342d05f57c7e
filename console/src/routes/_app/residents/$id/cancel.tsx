import { createFileRoute } from '@tanstack/react-router';
import { CancelFlow } from '~/residents/flows/Arrive';
import { flowSearch, text, type FlowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/cancel')({
  validateSearch: (raw): FlowSearch & { stay?: string } => ({ ...flowSearch(raw), ...text(raw, 'stay') }),
  component: Page,
});

function Page() {
  return <CancelFlow id={Route.useParams().id} stay={Route.useSearch().stay} />;
}
