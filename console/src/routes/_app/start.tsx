import { createFileRoute } from '@tanstack/react-router';
import { FirstSteps } from '~/homes/FirstSteps';

export const Route = createFileRoute('/_app/start')({ component: FirstSteps });
