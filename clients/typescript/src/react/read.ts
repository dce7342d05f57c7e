import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { how, withRows, type ReadOptions } from './how.js';
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
  type StaysQuery,
} from './options.js';
import { useAlmoner } from './provider.js';

/** Who is signed in, their homes and what they may do. An error `unauthenticated` says that nobody is. */
export const useSession = (read?: ReadOptions) =>
  useQuery({ ...options.session(useAlmoner()), ...how(read) });
/** One's own account: authenticator, linked sign-ins. */
export const useAccount = (read?: ReadOptions) =>
  useQuery({ ...options.account(useAlmoner()), ...how(read) });
/** Where one is signed in. */
export const useSignIns = (read?: ReadOptions) =>
  useQuery({ ...options.signIns(useAlmoner()), ...how(read) });
/** Whom an invitation's link is for. */
export const useInvitation = (token: string, read?: ReadOptions) =>
  useQuery({ ...options.invitation(useAlmoner(), token), ...how(read) });

/** Residents, page after page; `rows` holds each once. */
export const useClients = (query?: ClientsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.clients(useAlmoner(), query), ...how(read) }));
/** One page of residents, for a search while somebody types. */
export const useClientsPage = (query?: ClientsQuery, read?: ReadOptions) =>
  useQuery({ ...options.clientsPage(useAlmoner(), query), ...how(read) });
/** One resident with all that a page shows. */
export const useClient = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.client(useAlmoner(), id), ...how(read) });
export const useIdentity = (clientId: string, read?: ReadOptions) =>
  useQuery({ ...options.identity(useAlmoner(), clientId), ...how(read) });
/** A resident's alerts. */
export const useClientAlerts = (clientId: string, query?: ClientAlertsQuery, read?: ReadOptions) =>
  useQuery({ ...options.clientAlerts(useAlmoner(), clientId, query), ...how(read) });
/** Alerts across residents, such as those that nobody has checked yet. */
export const useAlerts = (query?: AlertsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.alerts(useAlmoner(), query), ...how(read) }));
export const useStays = (clientId: string, query?: StaysQuery, read?: ReadOptions) =>
  useQuery({ ...options.stays(useAlmoner(), clientId, query), ...how(read) });
export const useAbsences = (clientId: string, query?: StaysQuery, read?: ReadOptions) =>
  useQuery({ ...options.absences(useAlmoner(), clientId, query), ...how(read) });
export const useContacts = (clientId: string, query?: StaysQuery, read?: ReadOptions) =>
  useQuery({ ...options.contacts(useAlmoner(), clientId, query), ...how(read) });
export const useExclusions = (clientId: string, query?: StaysQuery, read?: ReadOptions) =>
  useQuery({ ...options.exclusions(useAlmoner(), clientId, query), ...how(read) });

export const useCareHomes = (query?: HomesQuery, read?: ReadOptions) =>
  useQuery({ ...options.careHomes(useAlmoner(), query), ...how(read) });
/** Every home that the person sees, however many. */
export const useEveryCareHome = (query?: HomesQuery, read?: ReadOptions) =>
  useQuery({ ...options.everyCareHome(useAlmoner(), query), ...how(read) });
/** Every home of the organisation by name, for whoever sends a resident to one that they don't see. */
export const useHomeDirectory = (read?: ReadOptions) =>
  useQuery({ ...options.homeDirectory(useAlmoner()), ...how(read) });
export const useCareHome = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.careHome(useAlmoner(), id), ...how(read) });
/** Home, units, rooms and beds. */
export const useHomeLayout = (homeId: string, query?: LayoutQuery, read?: ReadOptions) =>
  useQuery({ ...options.layout(useAlmoner(), homeId, query), ...how(read) });
export const useOccupancy = (homeId: string, query?: OccupancyQuery, read?: ReadOptions) =>
  useQuery({ ...options.occupancy(useAlmoner(), homeId, query), ...how(read) });
export const useFreeBeds = (homeId: string, query?: FreeBedsQuery, read?: ReadOptions) =>
  useQuery({ ...options.freeBeds(useAlmoner(), homeId, query), ...how(read) });

export const usePeople = (query?: PeopleQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.people(useAlmoner(), query), ...how(read) }));
/** One page of people, for a search while somebody types. */
export const usePeoplePage = (query?: PeopleQuery, read?: ReadOptions) =>
  useQuery({ ...options.peoplePage(useAlmoner(), query), ...how(read) });
export const usePerson = (id: string, query?: PersonQuery, read?: ReadOptions) =>
  useQuery({ ...options.person(useAlmoner(), id, query), ...how(read) });
export const usePrivate = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.private(useAlmoner(), id), ...how(read) });
/** "What can Asha see?" Each reading is an entry in the audit trail. */
export const usePreview = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.preview(useAlmoner(), id), ...how(read) });
export const usePeopleNames = (ids: string[], read?: ReadOptions) =>
  useQuery({ ...options.names(useAlmoner(), ids), ...how(read) });
/** Who works in which home, page after page. */
export const useMemberships = (query?: MembershipsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.memberships(useAlmoner(), query), ...how(read) }));
export const useHomeManagers = (query?: HomeManagersQuery, read?: ReadOptions) =>
  useQuery({ ...options.homeManagers(useAlmoner(), query), ...how(read) });
export const useOffices = (query?: OfficesQuery, read?: ReadOptions) =>
  useQuery({ ...options.offices(useAlmoner(), query), ...how(read) });

export const useSettings = (read?: ReadOptions) =>
  useQuery({ ...options.settings(useAlmoner()), ...how(read) });
export const useOrganisation = (read?: ReadOptions) =>
  useQuery({ ...options.organisation(useAlmoner()), ...how(read) });
export const useLabels = (read?: ReadOptions) => useQuery({ ...options.labels(useAlmoner()), ...how(read) });

/** How many notifications are not read; `every` asks again by itself. It stands here because every page shows it. */
export const useUnread = (read?: ReadOptions) => useQuery({ ...options.unread(useAlmoner()), ...how(read) });
