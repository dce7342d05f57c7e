import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import { keys } from './keys.js';
import { useAlmoner } from './provider.js';

/**
 * A call that changes something; afterwards what it may have changed is read again, also when it failed: what was shown
 * may be what made it fail. The variables are the call's own arguments, as an array.
 */
function useCall<Args extends unknown[], Out>(
  call: (almoner: Almoner) => (...args: Args) => Promise<Out>,
  stale: (args: Args) => readonly (readonly unknown[])[],
) {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  return useMutation<Out, Error, Args>({
    mutationFn: (args) => call(almoner)(...args),
    onSettled: (_out, _error, args) =>
      Promise.all(stale(args).map((queryKey) => queries.invalidateQueries({ queryKey: [...queryKey] }))),
  });
}

const residents = [keys.clients.all, keys.alerts.all, keys.careHomes.all] as const;
const people = [keys.people.all, keys.memberships.all, keys.homeManagers.all, keys.offices.all, keys.session] as const;

export const useCreateClient = () => useCall((a) => a.clients.create, () => residents);
export const useArchiveClient = () => useCall((a) => a.clients.archive, () => residents);
export const useRestoreClient = () => useCall((a) => a.clients.restore, () => residents);

export const useProposeAlert = () => useCall((a) => a.alerts.create, () => residents);
export const useVerifyAlert = () => useCall((a) => a.alerts.verify, () => residents);
export const useRejectAlert = () => useCall((a) => a.alerts.reject, () => residents);
export const useEndAlert = () => useCall((a) => a.alerts.end, () => residents);
export const useNoteNoKnownAllergies = () => useCall((a) => a.alerts.noneKnown, () => residents);

export const useAdmit = () => useCall((a) => a.clients.admit, () => residents);
export const useArrive = () => useCall((a) => a.stays.arrive, () => residents);
export const useCancelAdmission = () => useCall((a) => a.stays.cancel, () => residents);
export const useMoveBed = () => useCall((a) => a.stays.move, () => residents);
export const useTransfer = () => useCall((a) => a.stays.transfer, () => residents);
export const useDischarge = () => useCall((a) => a.stays.discharge, () => residents);
export const useNoteDeath = () => useCall((a) => a.stays.death, () => residents);
export const useNoteAbsence = () => useCall((a) => a.absences.create, () => residents);
export const useNoteReturn = () => useCall((a) => a.absences.return, () => residents);

export const useCreateHome = () => useCall((a) => a.careHomes.create, () => [keys.careHomes.all, keys.session]);
export const useUpdateHome = () => useCall((a) => a.careHomes.update, () => [keys.careHomes.all, keys.session]);

export const useInvite = () => useCall((a) => a.people.invite, () => people);
export const useEndMembership = () => useCall((a) => a.memberships.end, () => people);
export const useUpdateSettings = () => useCall((a) => a.settings.update, () => [keys.settings]);
export const useUpdateLabel = () => useCall((a) => a.organisation.labels.update, () => [keys.labels]);
