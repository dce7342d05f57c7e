import { createFileRoute } from '@tanstack/react-router';
import { OneHandoverPage } from '~/handover/OneHandoverPage';

export const Route = createFileRoute('/_app/handover/$id')({ component: Page });

function Page() {
  return <OneHandoverPage id={Route.useParams().id} />;
}
