import type {
  AlertOut,
  AlertPatch,
  BedOut,
  BedPatch,
  ClientOut,
  ClientPatch,
  ContactOut,
  ContactPatch,
  HomeOut,
  HomePatch,
  PersonOut,
  PersonPatch,
  RoomOut,
  RoomPatch,
  UnitOut,
  UnitPatch,
} from '../generated/types.gen.js';
import { keys } from '../keys.js';
import type { Ref } from '../call.js';
import { useRowChange, useRowChanges, type ChangeOptions } from './change.js';
import { useAlmoner } from './provider.js';

const clients = [keys.clients.all];
const alerts = [keys.clients.all, keys.alerts.all];
const homes = [keys.careHomes.all, keys.session];
/** Also the brief copies in a list of residents say whether it is "none known". */
const alert = { mark: 'none_known', touches: alerts };

/** Changes of a resident, on the screen at once. See `useRowChange`. */
export const useUpdateClient = (id: string, options?: ChangeOptions<ClientOut, ClientPatch>) =>
  useRowChange(
    'clients',
    { id, mark: 'allergy_state', touches: clients },
    useAlmoner().clients.update,
    options,
  );

export const useUpdateAlert = (id: string, options?: ChangeOptions<AlertOut, AlertPatch>) =>
  useRowChange('alerts', { id, ...alert }, useAlmoner().alerts.update, options);

/**
 * Somebody who may has checked what was proposed: `mutate(alert)`, for any alert of a list. It shows as verified at once, also
 * where the alert stands in brief, and goes back to "not yet checked" when it is refused.
 */
export const useVerifyAlert = (options?: ChangeOptions<AlertOut, { status: 'verified' }>) => {
  const almoner = useAlmoner();
  return useRowChanges(
    'alerts',
    alert,
    (record: Ref) => ({ record, patch: { status: 'verified' as const } }),
    (record, _patch, how) => almoner.alerts.verify(record, how),
    options,
  );
};

export const useUpdateContact = (id: string, options?: ChangeOptions<ContactOut, ContactPatch>) =>
  useRowChange(
    'contacts',
    { id, mark: 'relationship', touches: clients },
    useAlmoner().contacts.update,
    options,
  );

export const useUpdateHome = (id: string, options?: ChangeOptions<HomeOut, HomePatch>) =>
  useRowChange(
    'care-homes',
    { id, mark: 'registered_beds', touches: homes },
    useAlmoner().careHomes.update,
    options,
  );

export const useUpdateUnit = (id: string, options?: ChangeOptions<UnitOut, UnitPatch>) =>
  useRowChange(
    'units',
    { id, mark: 'position', touches: homes },
    useAlmoner().careHomes.units.update,
    options,
  );

export const useUpdateRoom = (id: string, options?: ChangeOptions<RoomOut, RoomPatch>) =>
  useRowChange(
    'rooms',
    { id, mark: 'position', touches: homes },
    useAlmoner().careHomes.rooms.update,
    options,
  );

export const useUpdateBed = (id: string, options?: ChangeOptions<BedOut, BedPatch>) =>
  useRowChange(
    'beds',
    { id, mark: 'occupancy', touches: homes },
    useAlmoner().careHomes.beds.update,
    options,
  );

export const useUpdatePerson = (id: string, options?: ChangeOptions<PersonOut, PersonPatch>) =>
  useRowChange(
    'people',
    { id, mark: 'persona', touches: [keys.people.all, keys.session] },
    useAlmoner().people.update,
    options,
  );
