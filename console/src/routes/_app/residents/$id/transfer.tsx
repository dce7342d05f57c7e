import { createFileRoute } from '@tanstack/react-router';
import { TransferFlow } from '~/residents/flows/Transfer';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/transfer')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <TransferFlow id={Route.useParams().id} />;
}
