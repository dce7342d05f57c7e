import { createFileRoute } from '@tanstack/react-router';
import { NewResident } from '~/residents/forms/ResidentForm';

export const Route = createFileRoute('/_app/residents/new')({ component: NewResident });
