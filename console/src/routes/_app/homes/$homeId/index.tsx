import { createFileRoute } from '@tanstack/react-router';
import { HomePage } from '~/homes/HomePage';

export const Route = createFileRoute('/_app/homes/$homeId/')({ component: Home });

function Home() {
  return <HomePage id={Route.useParams().homeId} />;
}
