import { Outlet, createFileRoute } from '@tanstack/react-router';
import { PlanWords } from '~/plans/PlanWords';

/** Around everything of a care plan: its words, which come with it. */
export const Route = createFileRoute('/_app/residents/$id/plan')({ component: Plan });

function Plan() {
  return (
    <PlanWords>
      <Outlet />
    </PlanWords>
  );
}
