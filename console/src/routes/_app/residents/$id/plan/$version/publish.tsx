import { createFileRoute } from '@tanstack/react-router';
import { PublishPage } from '~/plans/publish/PublishPage';

export const Route = createFileRoute('/_app/residents/$id/plan/$version/publish')({ component: Page });

function Page() {
  const { id, version } = Route.useParams();
  return <PublishPage key={version} id={id} version={version} />;
}
