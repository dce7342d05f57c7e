import { createFileRoute } from '@tanstack/react-router';
import { EditHome } from '~/homes/HomeForm';

export const Route = createFileRoute('/_app/homes/$homeId/edit')({ component: Edit });

function Edit() {
  return <EditHome id={Route.useParams().homeId} />;
}
