import { createFileRoute } from '@tanstack/react-router';
import { MoveFlow } from '~/residents/flows/Move';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/move')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <MoveFlow id={Route.useParams().id} />;
}
