import { createFileRoute } from '@tanstack/react-router';
import { EditProfile } from '~/people/forms/ProfileForm';

export const Route = createFileRoute('/_app/people/$id/edit')({ component: Page });

function Page() {
  return <EditProfile id={Route.useParams().id} />;
}
