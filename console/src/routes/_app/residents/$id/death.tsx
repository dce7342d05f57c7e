import { createFileRoute } from '@tanstack/react-router';
import { DeathFlow } from '~/residents/flows/Leave';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/death')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <DeathFlow id={Route.useParams().id} />;
}
