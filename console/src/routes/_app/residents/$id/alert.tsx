import { createFileRoute } from '@tanstack/react-router';
import type { AlertKind } from '@almoner/client';
import { text } from '~/residents/flows/search';
import { AlertForm } from '~/residents/forms/AlertForm';
import { ALERT_KINDS } from '~/residents/vocabulary';

export const Route = createFileRoute('/_app/residents/$id/alert')({
  validateSearch: (raw): { alert?: string; kind?: AlertKind } => {
    const kind = ALERT_KINDS.find((one) => one === raw['kind']);
    return { ...text(raw, 'alert'), ...(kind ? { kind } : {}) };
  },
  component: Page,
});

function Page() {
  const { alert, kind } = Route.useSearch();
  return <AlertForm id={Route.useParams().id} alert={alert} kind={kind} />;
}
