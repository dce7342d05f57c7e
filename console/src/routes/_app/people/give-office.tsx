import { createFileRoute } from '@tanstack/react-router';
import { GiveNewOffice } from '~/people/forms/OfficeForm';

export const Route = createFileRoute('/_app/people/give-office')({ component: GiveNewOffice });
