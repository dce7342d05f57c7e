import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  AlertsQuery,
  ClientAlertsQuery,
  ClientsQuery,
  FreeBedsQuery,
  HomesQuery,
  MembershipsQuery,
  PeopleQuery,
} from './options.js';
import { rowsOf } from '../page.js';
import { options } from './options.js';
import { useAlmoner } from './provider.js';

/** Who is signed in, their homes and what they may do. An error `unauthenticated` says that nobody is. */
export const useSession = () => useQuery(options.session(useAlmoner()));
/** One's own account: authenticator, linked sign-ins. */
export const useAccount = () => useQuery(options.account(useAlmoner()));
/** Where one is signed in. */
export const useSignIns = () => useQuery(options.signIns(useAlmoner()));

/** Residents, page by page; `rows` holds each once. */
export function useClients(query?: ClientsQuery) {
  const found = useInfiniteQuery(options.clients(useAlmoner(), query));
  return { ...found, rows: rowsOf(found.data?.pages ?? []) };
}
/** One resident with all that a page shows. */
export const useClient = (id: string) => useQuery(options.client(useAlmoner(), id));
export const useClientAlerts = (id: string, query?: ClientAlertsQuery) =>
  useQuery(options.clientAlerts(useAlmoner(), id, query));
/** Alerts across residents, such as those that nobody has checked yet. */
export function useAlerts(query?: AlertsQuery) {
  const found = useInfiniteQuery(options.alerts(useAlmoner(), query));
  return { ...found, rows: rowsOf(found.data?.pages ?? []) };
}
export const useStays = (clientId: string) => useQuery(options.stays(useAlmoner(), clientId));
export const useAbsences = (clientId: string) => useQuery(options.absences(useAlmoner(), clientId));
export const useContacts = (clientId: string) => useQuery(options.contacts(useAlmoner(), clientId));

export const useCareHomes = (query?: HomesQuery) => useQuery(options.careHomes(useAlmoner(), query));
/** Home, units, rooms and beds. */
export const useHomeLayout = (homeId: string) => useQuery(options.layout(useAlmoner(), homeId));
export const useOccupancy = (homeId: string) => useQuery(options.occupancy(useAlmoner(), homeId));
export const useFreeBeds = (homeId: string, query?: FreeBedsQuery) =>
  useQuery(options.freeBeds(useAlmoner(), homeId, query));

export function usePeople(query?: PeopleQuery) {
  const found = useInfiniteQuery(options.people(useAlmoner(), query));
  return { ...found, rows: rowsOf(found.data?.pages ?? []) };
}
export const usePerson = (id: string) => useQuery(options.person(useAlmoner(), id));
/** "What can Asha see?" Each reading is an entry in the audit trail. */
export const usePreview = (id: string) => useQuery(options.preview(useAlmoner(), id));
export const useMemberships = (query?: MembershipsQuery) => useQuery(options.memberships(useAlmoner(), query));

export const useSettings = () => useQuery(options.settings(useAlmoner()));
export const useOrganisation = () => useQuery(options.organisation(useAlmoner()));
export const useLabels = () => useQuery(options.labels(useAlmoner()));
