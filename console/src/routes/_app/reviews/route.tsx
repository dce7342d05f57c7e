import { Outlet, createFileRoute } from '@tanstack/react-router';
import { PlanWords } from '~/plans/PlanWords';

/** Around the reviews of plans: their words, which come with them. */
export const Route = createFileRoute('/_app/reviews')({ component: Reviews });

function Reviews() {
  return (
    <PlanWords>
      <Outlet />
    </PlanWords>
  );
}
