import { useQueryClient } from '@tanstack/react-query';
import { sessionKey } from './query';
import type { SessionOut } from '@almoner/client';

/** Whose drafts these are; before there is a sign-in, nobody's. */
export function usePersonId(): string {
  const session = useQueryClient().getQueryData<SessionOut>(sessionKey);
  return session?.person?.id ?? session?.account.id ?? 'nobody';
}
