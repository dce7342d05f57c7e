import { createFileRoute } from '@tanstack/react-router';
import { ReturnFlow } from '~/residents/flows/Away';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/return')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <ReturnFlow id={Route.useParams().id} />;
}
