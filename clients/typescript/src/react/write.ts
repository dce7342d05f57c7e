import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Almoner } from '../almoner.js';
import { newKey, type ActOptions, type Ref } from '../call.js';
import type { ApiError } from '../error.js';
import type { ArchiveIn, ImportFileIn } from '../generated/types.gen.js';
import { keys, type Key } from '../keys.js';
import { useAlmoner } from './provider.js';
import { readAgain } from './rows.js';

/**
 * A call that changes something. Afterwards what it may have changed is read again, also when it failed: what was shown may be
 * what made it fail. The variables are the call's own arguments, as an array.
 *
 * A person who presses again after a lost answer sends the same Idempotency-Key, so that it still happens once. Other
 * arguments, a success or a refusal make a new key.
 */
export function useCall<In extends unknown[], Out>(
  call: (almoner: Almoner) => (...args: [...In, ActOptions?]) => Promise<Out>,
  touches: readonly Key[],
) {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const attempt = useRef<{ said: string; key: string } | null>(null);
  return useMutation<Out, ApiError, In>({
    retry: false,
    mutationFn: (args) => {
      const said = JSON.stringify(args);
      if (attempt.current?.said !== said) attempt.current = { said, key: newKey() };
      return call(almoner)(...args, { idempotencyKey: attempt.current.key });
    },
    onError: (error) => {
      const lost = error.status === 0 || error.status >= 500 || error.code === 'in_progress';
      // Once the sign-in or the code is given, it is still the same press.
      const lacking = error.status === 401 || error.code === 'second_factor_required';
      if (!lost && !lacking) attempt.current = null;
    },
    onSuccess: () => {
      attempt.current = null;
    },
    // Not waited for: whoever waits for the deed learns at once what became of it, also where the server is out of reach.
    onSettled: () => void readAgain(queries, touches),
  });
}

/** Reads again what may have changed, for what was done by something else than a hook. */
export function useReadAgain(touches: readonly Key[]): () => Promise<void> {
  const queries = useQueryClient();
  return () => readAgain(queries, touches);
}

const residents = [keys.clients.all, keys.alerts.all, keys.careHomes.all];
const homes = [keys.careHomes.all, keys.session];
/** As long as the server takes for a file before it answers that it goes on without us, and a little more. */
const LONG = 90_000;
const people = [keys.people.all, keys.memberships.all, keys.homeManagers.all, keys.offices.all, keys.session];

export const useCreateClient = () => useCall((a) => a.clients.create, residents);
export const useArchiveClient = () => useCall((a) => a.clients.archive, residents);
export const useRestoreClient = () => useCall((a) => a.clients.restore, residents);
export const useCreateIdentity = () => useCall((a) => a.clients.identity.create, residents);
export const useUpdateIdentity = () => useCall((a) => a.clients.identity.update, residents);

export const useProposeAlert = () => useCall((a) => a.alerts.create, residents);
export const useRejectAlert = () => useCall((a) => a.alerts.reject, residents);
export const useEndAlert = () => useCall((a) => a.alerts.end, residents);
export const useArchiveAlert = () => useCall((a) => a.alerts.archive, residents);
export const useRestoreAlert = () => useCall((a) => a.alerts.restore, residents);
export const useNoteNoKnownAllergies = () => useCall((a) => a.alerts.noneKnown, residents);

export const useAdmit = () => useCall((a) => a.clients.admit, residents);
export const useArrive = () => useCall((a) => a.stays.arrive, residents);
export const useCancelAdmission = () => useCall((a) => a.stays.cancel, residents);
export const useMoveBed = () => useCall((a) => a.stays.move, residents);
export const useTransfer = () => useCall((a) => a.stays.transfer, residents);
export const useDischarge = () => useCall((a) => a.stays.discharge, residents);
export const useNoteDeath = () => useCall((a) => a.stays.death, residents);
export const useNoteAbsence = () => useCall((a) => a.absences.create, residents);
export const useNoteReturn = () => useCall((a) => a.absences.return, residents);
/** For one that was noted in error. */
export const useArchiveAbsence = () => useCall((a) => a.absences.archive, residents);

export const useCreateContact = () => useCall((a) => a.contacts.create, residents);
export const useArchiveContact = () => useCall((a) => a.contacts.archive, residents);
export const useRestoreContact = () => useCall((a) => a.contacts.restore, residents);
export const useCreateExclusion = () => useCall((a) => a.exclusions.create, residents);
export const useArchiveExclusion = () => useCall((a) => a.exclusions.archive, residents);
export const useRestoreExclusion = () => useCall((a) => a.exclusions.restore, residents);
/** A file of residents; all of it is taken or nothing. */
export const useImportClients = () =>
  useCall(
    (a) => (file: ImportFileIn, how?: ActOptions) => a.clients.import(file, { timeout: LONG, ...how }),
    residents,
  );
/** What a file of residents would do, line by line; nothing is changed. */
export const usePreviewClientImport = () =>
  useCall(
    (a) => (file: ImportFileIn, how?: ActOptions) =>
      a.clients.import.preview(file, { timeout: LONG, ...how }),
    [],
  );

export const useCreateHome = () => useCall((a) => a.careHomes.create, homes);
export const useArchiveHome = () => useCall((a) => a.careHomes.archive, homes);
export const useRestoreHome = () => useCall((a) => a.careHomes.restore, homes);
export const useCreateUnit = () => useCall((a) => a.careHomes.units.create, homes);
export const useCreateRoom = () => useCall((a) => a.careHomes.rooms.create, homes);
export const useCreateBed = () => useCall((a) => a.careHomes.beds.create, homes);
/** What a home is made of. */
export type HomePart = 'units' | 'rooms' | 'beds';
/** A unit, a room or a bed, with what is in it. */
export const useArchivePart = (part: HomePart) =>
  useCall<[Ref, ArchiveIn], Ref>((a) => a.careHomes[part].archive, homes);
export const useRestorePart = (part: HomePart) =>
  useCall<[Ref], Ref>((a) => a.careHomes[part].restore, homes);

export const useInvite = () => useCall((a) => a.people.invite, people);
/** A file of staff, who are invited; all of it is taken or nothing. */
export const useImportPeople = () =>
  useCall(
    (a) => (file: ImportFileIn, how?: ActOptions) => a.people.import(file, { timeout: LONG, ...how }),
    people,
  );
/** What a file of staff would do, line by line; nobody is invited. */
export const usePreviewPeopleImport = () =>
  useCall(
    (a) => (file: ImportFileIn, how?: ActOptions) => a.people.import.preview(file, { timeout: LONG, ...how }),
    [],
  );
export const useReinvite = () => useCall((a) => a.people.reinvite, people);
export const useWithdrawInvitation = () => useCall((a) => a.people.withdraw, people);
/** Ends every sign-in of theirs at once. */
export const useDisablePerson = () => useCall((a) => a.people.disable, people);
export const useEnablePerson = () => useCall((a) => a.people.enable, people);
export const useArchivePerson = () => useCall((a) => a.people.archive, people);
export const useRestorePerson = () => useCall((a) => a.people.restore, people);
export const useUpdatePrivate = () => useCall((a) => a.people.private.update, people);
export const useUpdatePreferences = () => useCall((a) => a.people.updatePreferences, [keys.session]);
export const useCreateMembership = () => useCall((a) => a.memberships.create, people);
export const useUpdateMembership = () => useCall((a) => a.memberships.update, people);
export const useEndMembership = () => useCall((a) => a.memberships.end, people);
export const useArchiveMembership = () => useCall((a) => a.memberships.archive, people);
export const useRestoreMembership = () => useCall((a) => a.memberships.restore, people);
export const useCreateHomeManager = () => useCall((a) => a.homeManagers.create, people);
export const useUpdateHomeManager = () => useCall((a) => a.homeManagers.update, people);
export const useEndHomeManager = () => useCall((a) => a.homeManagers.end, people);
export const useArchiveHomeManager = () => useCall((a) => a.homeManagers.archive, people);
export const useRestoreHomeManager = () => useCall((a) => a.homeManagers.restore, people);
export const useCreateOffice = () => useCall((a) => a.offices.create, people);
export const useArchiveOffice = () => useCall((a) => a.offices.archive, people);

export const useUpdateSettings = () => useCall((a) => a.settings.update, [keys.settings, keys.session]);
export const useUpdateOrganisation = () =>
  useCall((a) => a.organisation.update, [keys.organisation, keys.session]);
export const useUpdateLabel = () => useCall((a) => a.organisation.labels.update, [keys.labels, keys.session]);
