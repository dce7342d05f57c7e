import { createFileRoute } from '@tanstack/react-router';
import { NameManagerOf } from '~/people/forms/ManagerForm';
import { PeopleWords } from '~/people/PeopleWords';

export const Route = createFileRoute('/_app/homes/$homeId/manager')({ component: Page });

function Page() {
  return (
    <PeopleWords>
      <NameManagerOf homeId={Route.useParams().homeId} />
    </PeopleWords>
  );
}
