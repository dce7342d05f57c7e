import { createFileRoute } from '@tanstack/react-router';
import { NotFound } from '~/shell/pages';

/** Any other address: within the shell, so that the way on is in sight. */
export const Route = createFileRoute('/_app/$')({ component: NotFound });
