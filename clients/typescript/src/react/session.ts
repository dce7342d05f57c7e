import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { ApiError } from '../error.js';
import { keys } from '../keys.js';
import { useAlmoner } from './provider.js';

/** A call about the sign-in or one's account; `after` says what of the cache still holds. */
function useStep<Out, In = void>(
  call: (session: Almoner['session'], input: In) => Promise<Out>,
  after: (queries: QueryClient) => unknown = readSession,
) {
  const { session } = useAlmoner();
  const queries = useQueryClient();
  return useMutation<Out, ApiError, In>({
    retry: false,
    mutationFn: (input) => call(session, input),
    onSuccess: async () => {
      await after(queries);
    },
  });
}

// Not waited for: what was done is done, also where reading it again fails.
const readSession = (queries: QueryClient) => void queries.invalidateQueries({ queryKey: keys.session });
/** Another person, or the same one elsewhere: nothing that was read before may be shown. */
const forgetAll = async (queries: QueryClient) => {
  await queries.cancelQueries();
  queries.removeQueries({ type: 'inactive' });
  await queries.resetQueries();
};
const nothing = () => {};

type Session = Almoner['session'];
type Said<F> = F extends (body: infer B, ...rest: never[]) => unknown ? B : never;

/** Answers `second_factor` with a `step` where a code is needed; give both to `useFinishSignIn`. */
export const useSignIn = () => useStep((s, body: Said<Session['signIn']>) => s.signIn(body), forgetAll);
export const useFinishSignIn = () =>
  useStep((s, body: Said<Session['finishSignIn']>) => s.finishSignIn(body), forgetAll);
export const useSignOut = () => {
  const { session } = useAlmoner();
  const queries = useQueryClient();
  // The cache goes even where the server was out of reach.
  return useMutation<void, ApiError, void>({
    retry: false,
    mutationFn: () => session.signOut(),
    onSettled: () => queries.clear(),
  });
};
export const useChooseOrganisation = () =>
  useStep((s, body: Said<Session['chooseOrganisation']>) => s.chooseOrganisation(body), forgetAll);
/** A fresh second factor, for what answers `second_factor_required`. */
export const useGiveSecondFactor = () =>
  useStep((s, body: Said<Session['giveSecondFactor']>) => s.giveSecondFactor(body));
export const useChangePassword = () =>
  useStep((s, body: Said<Session['changePassword']>) => s.changePassword(body));
export const useRequestPasswordReset = () =>
  useStep((s, body: Said<Session['requestPasswordReset']>) => s.requestPasswordReset(body), nothing);
export const useResetPassword = () =>
  useStep((s, body: Said<Session['resetPassword']>) => s.resetPassword(body), nothing);
export const useAcceptInvitation = () =>
  useStep((s, body: Said<Session['invitation']['accept']>) => s.invitation.accept(body), forgetAll);
export const useRegister = () =>
  useStep((s, body: Said<Session['invitation']['register']>) => s.invitation.register(body), forgetAll);
export const useAddAuthenticator = () =>
  useStep((s, body: Said<Session['authenticator']['add']>) => s.authenticator.add(body), nothing);
/** Answers the recovery codes, once. */
export const useConfirmAuthenticator = () =>
  useStep((s, body: Said<Session['authenticator']['confirm']>) => s.authenticator.confirm(body));
export const useRemoveAuthenticator = () => useStep((s) => s.authenticator.remove());
export const useRenewRecoveryCodes = () => useStep((s) => s.authenticator.renewRecoveryCodes());
export const useEndSession = () => useStep((s, id: string) => s.signIns.end(id));
export const useEndOtherSessions = () => useStep((s) => s.signIns.endOthers());
