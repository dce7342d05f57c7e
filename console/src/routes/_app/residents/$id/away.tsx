import { createFileRoute } from '@tanstack/react-router';
import type { AbsenceKind } from '@almoner/client';
import { AwayFlow } from '~/residents/flows/Away';
import { flowSearch, type FlowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/away')({
  validateSearch: (raw): FlowSearch & { kind?: AbsenceKind } => {
    const kind = (['hospital', 'leave'] as const).find((one) => one === raw['kind']);
    return { ...flowSearch(raw), ...(kind ? { kind } : {}) };
  },
  component: Page,
});

function Page() {
  return <AwayFlow id={Route.useParams().id} kind={Route.useSearch().kind} />;
}
