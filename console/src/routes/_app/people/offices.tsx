import { createFileRoute } from '@tanstack/react-router';
import { OfficesPage } from '~/people/offices/OfficesPage';

export const Route = createFileRoute('/_app/people/offices')({ component: OfficesPage });
