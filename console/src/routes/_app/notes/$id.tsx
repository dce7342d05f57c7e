import { createFileRoute } from '@tanstack/react-router';
import { NotePage } from '~/notes/NotePage';

export const Route = createFileRoute('/_app/notes/$id')({ component: Page });

function Page() {
  return <NotePage id={Route.useParams().id} />;
}
