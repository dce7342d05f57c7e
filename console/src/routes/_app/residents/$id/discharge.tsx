import { createFileRoute } from '@tanstack/react-router';
import { DischargeFlow } from '~/residents/flows/Leave';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/discharge')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <DischargeFlow id={Route.useParams().id} />;
}
