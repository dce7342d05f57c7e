import { createFileRoute } from '@tanstack/react-router';
import { AdmitFlow } from '~/residents/flows/Admit';
import { flowSearch } from '~/residents/flows/search';

export const Route = createFileRoute('/_app/residents/$id/admit')({
  validateSearch: flowSearch,
  component: Page,
});

function Page() {
  return <AdmitFlow id={Route.useParams().id} />;
}
