import { createFileRoute } from '@tanstack/react-router';
import { text } from '~/residents/flows/search';
import { ContactForm } from '~/residents/forms/ContactForm';

export const Route = createFileRoute('/_app/residents/$id/contact')({
  validateSearch: (raw): { contact?: string } => text(raw, 'contact'),
  component: Page,
});

function Page() {
  return <ContactForm id={Route.useParams().id} contact={Route.useSearch().contact} />;
}
