import { createFileRoute } from '@tanstack/react-router';
import { NotificationPage } from '~/inbox/NotificationPage';

export const Route = createFileRoute('/_app/inbox/$id')({ component: Page });

function Page() {
  return <NotificationPage id={Route.useParams().id} />;
}
