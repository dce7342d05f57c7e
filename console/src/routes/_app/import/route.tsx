import { Outlet, createFileRoute } from '@tanstack/react-router';
import { ImportWords } from '~/import/ImportWords';

export const Route = createFileRoute('/_app/import')({ component: Imports });

function Imports() {
  return (
    <ImportWords>
      <Outlet />
    </ImportWords>
  );
}
