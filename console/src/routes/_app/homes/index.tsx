import { createFileRoute } from '@tanstack/react-router';
import { HomesPage } from '~/homes/HomesPage';

export const Route = createFileRoute('/_app/homes/')({
  validateSearch: (search): { archived?: true } => (search['archived'] === true ? { archived: true } : {}),
  component: Homes,
});

function Homes() {
  const { archived = false } = Route.useSearch();
  const { session } = Route.useRouteContext();
  return <HomesPage owns={session.held.includes('business_owner')} archived={archived} />;
}
