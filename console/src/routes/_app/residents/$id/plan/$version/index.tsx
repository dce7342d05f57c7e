import { createFileRoute } from '@tanstack/react-router';
import { VersionPage } from '~/plans/version/VersionPage';

export const Route = createFileRoute('/_app/residents/$id/plan/$version/')({ component: Page });

function Page() {
  const { id, version } = Route.useParams();
  return <VersionPage key={version} id={id} version={version} />;
}
