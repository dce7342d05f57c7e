import { Outlet, createFileRoute } from '@tanstack/react-router';
import { PeopleWords } from '~/people/PeopleWords';

export const Route = createFileRoute('/_app/people')({ component: People });

function People() {
  return (
    <PeopleWords>
      <Outlet />
    </PeopleWords>
  );
}
