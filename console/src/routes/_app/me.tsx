import { createFileRoute } from '@tanstack/react-router';
import { MePage } from '~/account/MePage';

export const Route = createFileRoute('/_app/me')({ component: MePage });
