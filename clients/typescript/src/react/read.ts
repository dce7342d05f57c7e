import { useInfiniteQuery, useQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ApiError } from '../error.js';
import {
  options,
  type AlertsQuery,
  type ClientAlertsQuery,
  type ClientsQuery,
  type FreeBedsQuery,
  type HomeManagersQuery,
  type HomesQuery,
  type LayoutQuery,
  type MembershipsQuery,
  type OccupancyQuery,
  type OfficesQuery,
  type PeopleQuery,
  type PersonQuery,
  type Rows,
  type StaysQuery,
} from './options.js';
import { useAlmoner } from './provider.js';

/** With `rows` at hand: none while there are none. */
function withRows<T>(found: UseInfiniteQueryResult<Rows<T>, ApiError>) {
  return { ...found, rows: found.data?.rows ?? (NONE as T[]) };
}
/** The same array each time, so that it starts no effect. */
const NONE: never[] = [];

/** Who is signed in, their homes and what they may do. An error `unauthenticated` says that nobody is. */
export const useSession = () => useQuery(options.session(useAlmoner()));
/** One's own account: authenticator, linked sign-ins. */
export const useAccount = () => useQuery(options.account(useAlmoner()));
/** Where one is signed in. */
export const useSignIns = () => useQuery(options.signIns(useAlmoner()));
/** Whom an invitation's link is for. */
export const useInvitation = (token: string) => useQuery(options.invitation(useAlmoner(), token));

/** Residents, page after page; `rows` holds each once. */
export const useClients = (query?: ClientsQuery) =>
  withRows(useInfiniteQuery(options.clients(useAlmoner(), query)));
/** One resident with all that a page shows. */
export const useClient = (id: string) => useQuery(options.client(useAlmoner(), id));
export const useIdentity = (clientId: string) => useQuery(options.identity(useAlmoner(), clientId));
/** A resident's alerts. */
export const useClientAlerts = (clientId: string, query?: ClientAlertsQuery) =>
  useQuery(options.clientAlerts(useAlmoner(), clientId, query));
/** Alerts across residents, such as those that nobody has checked yet. */
export const useAlerts = (query?: AlertsQuery) =>
  withRows(useInfiniteQuery(options.alerts(useAlmoner(), query)));
export const useStays = (clientId: string, query?: StaysQuery) =>
  useQuery(options.stays(useAlmoner(), clientId, query));
export const useAbsences = (clientId: string, query?: StaysQuery) =>
  useQuery(options.absences(useAlmoner(), clientId, query));
export const useContacts = (clientId: string, query?: StaysQuery) =>
  useQuery(options.contacts(useAlmoner(), clientId, query));
export const useExclusions = (clientId: string, query?: StaysQuery) =>
  useQuery(options.exclusions(useAlmoner(), clientId, query));

export const useCareHomes = (query?: HomesQuery) => useQuery(options.careHomes(useAlmoner(), query));
export const useCareHome = (id: string) => useQuery(options.careHome(useAlmoner(), id));
/** Home, units, rooms and beds. */
export const useHomeLayout = (homeId: string, query?: LayoutQuery) =>
  useQuery(options.layout(useAlmoner(), homeId, query));
export const useOccupancy = (homeId: string, query?: OccupancyQuery) =>
  useQuery(options.occupancy(useAlmoner(), homeId, query));
export const useFreeBeds = (homeId: string, query?: FreeBedsQuery) =>
  useQuery(options.freeBeds(useAlmoner(), homeId, query));

export const usePeople = (query?: PeopleQuery) =>
  withRows(useInfiniteQuery(options.people(useAlmoner(), query)));
export const usePerson = (id: string, query?: PersonQuery) =>
  useQuery(options.person(useAlmoner(), id, query));
export const usePrivate = (id: string) => useQuery(options.private(useAlmoner(), id));
/** "What can Asha see?" Each reading is an entry in the audit trail. */
export const usePreview = (id: string) => useQuery(options.preview(useAlmoner(), id));
export const usePeopleNames = (ids: string[]) => useQuery(options.names(useAlmoner(), ids));
export const useMemberships = (query?: MembershipsQuery) =>
  useQuery(options.memberships(useAlmoner(), query));
export const useHomeManagers = (query?: HomeManagersQuery) =>
  useQuery(options.homeManagers(useAlmoner(), query));
export const useOffices = (query?: OfficesQuery) => useQuery(options.offices(useAlmoner(), query));

export const useSettings = () => useQuery(options.settings(useAlmoner()));
export const useOrganisation = () => useQuery(options.organisation(useAlmoner()));
export const useLabels = () => useQuery(options.labels(useAlmoner()));
