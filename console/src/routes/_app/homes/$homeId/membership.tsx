import { createFileRoute } from '@tanstack/react-router';
import { AddToHome } from '~/people/forms/MembershipForm';
import { PeopleWords } from '~/people/PeopleWords';

export const Route = createFileRoute('/_app/homes/$homeId/membership')({ component: Page });

function Page() {
  return (
    <PeopleWords>
      <AddToHome homeId={Route.useParams().homeId} />
    </PeopleWords>
  );
}
