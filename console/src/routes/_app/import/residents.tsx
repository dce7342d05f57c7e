import { createFileRoute } from '@tanstack/react-router';
import { ImportPage } from '~/import/ImportPage';

export const Route = createFileRoute('/_app/import/residents')({
  component: () => <ImportPage kind="residents" />,
});
