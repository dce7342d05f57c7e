import { createFileRoute } from '@tanstack/react-router';
import { HomePeople } from '~/people/home/HomePeople';
import { PeopleWords } from '~/people/PeopleWords';

export const Route = createFileRoute('/_app/homes/$homeId/people')({ component: Page });

function Page() {
  return (
    <PeopleWords>
      <HomePeople homeId={Route.useParams().homeId} />
    </PeopleWords>
  );
}
