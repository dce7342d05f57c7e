import { createFileRoute } from '@tanstack/react-router';
import { ComposePage } from '~/handover/ComposePage';
import { readSearch } from '~/handover/search';

export const Route = createFileRoute('/_app/handover/new')({ validateSearch: readSearch, component: Page });

function Page() {
  const { home } = Route.useSearch();
  return <ComposePage home={home} />;
}
