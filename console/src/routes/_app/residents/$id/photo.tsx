import { createFileRoute } from '@tanstack/react-router';
import PhotoPage from '~/photos/PhotoPage';

export const Route = createFileRoute('/_app/residents/$id/photo')({ component: Page });

function Page() {
  return <PhotoPage id={Route.useParams().id} />;
}
