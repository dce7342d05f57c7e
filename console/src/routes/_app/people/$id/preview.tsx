import { createFileRoute } from '@tanstack/react-router';
import { PreviewPage } from '~/people/preview/PreviewPage';

export const Route = createFileRoute('/_app/people/$id/preview')({ component: Page });

function Page() {
  return <PreviewPage id={Route.useParams().id} />;
}
