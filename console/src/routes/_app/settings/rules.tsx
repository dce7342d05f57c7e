import { createFileRoute } from '@tanstack/react-router';
import { EditRules } from '~/settings/RulesForm';

export const Route = createFileRoute('/_app/settings/rules')({ component: EditRules });
