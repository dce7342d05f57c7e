import { createFileRoute } from '@tanstack/react-router';
import { GiveOffice } from '~/people/forms/OfficeForm';

export const Route = createFileRoute('/_app/people/$id/office')({ component: Page });

function Page() {
  return <GiveOffice id={Route.useParams().id} />;
}
