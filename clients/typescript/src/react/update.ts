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
import { useRowChange, type ChangeOptions } from './change.js';
import { useAlmoner } from './provider.js';

const clients = [keys.clients.all];
const alerts = [keys.clients.all, keys.alerts.all];
const homes = [keys.careHomes.all];

/** Changes of a resident, on the screen at once. See `useRowChange`. */
export const useUpdateClient = (id: string, options?: ChangeOptions<ClientOut, ClientPatch>) =>
  useRowChange(
    'clients',
    { id, mark: 'allergy_state', touches: clients },
    useAlmoner().clients.update,
    options,
  );

export const useUpdateAlert = (id: string, options?: ChangeOptions<AlertOut, AlertPatch>) =>
  useRowChange('alerts', { id, mark: 'valid_from', touches: alerts }, useAlmoner().alerts.update, options);

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
