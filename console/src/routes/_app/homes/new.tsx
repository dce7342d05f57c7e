import { createFileRoute } from '@tanstack/react-router';
import { NewHome } from '~/homes/HomeForm';

export const Route = createFileRoute('/_app/homes/new')({ component: NewHome });
