import { isApiError } from '@almoner/client';
import { createFileRoute, redirect } from '@tanstack/react-router';
import { OrganisationPage } from '~/account/OrganisationPage';
import { begun } from '~/session/again';
import { sessionQuery } from '~/session/query';
import * as me from '~/words/en-GB/me';
import { MoreWords } from '~/words/more';

export const Route = createFileRoute('/organisation')({
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search['to'] === 'string' && /^\/(?![/\\])/.test(search['to']) ? { to: search['to'] } : {},
  beforeLoad: async ({ context }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
      begun();
    } catch (error) {
      if (isApiError(error, 'unauthenticated')) throw redirect({ to: '/sign-in' });
      throw error;
    }
  },
  component: Organisation,
});

function Organisation() {
  return (
    <MoreWords words={me}>
      <OrganisationPage />
    </MoreWords>
  );
}
