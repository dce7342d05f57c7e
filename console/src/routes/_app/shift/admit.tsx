import { createFileRoute } from '@tanstack/react-router';
import { AdmitPage } from '~/duty/AdmitPage';
import { readSearch } from '~/duty/search';

export const Route = createFileRoute('/_app/shift/admit')({ validateSearch: readSearch, component: Page });

function Page() {
  const { home } = Route.useSearch();
  return <AdmitPage home={home} />;
}
