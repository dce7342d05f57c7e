import * as sdk from './generated/sdk.gen.js';
import { Caller, unwrap } from './call.js';
import { isApiError, type ApiError } from './error.js';
import { eventsOf } from './events.js';
import {
  assessmentsModule,
  carePlansModule,
  concernsModule,
  dutyModule,
  handInsModule,
  handoversModule,
  notesModule,
  tasksModule,
} from './modules/care.js';
import {
  aboutMeModule,
  photosModule,
  absencesModule,
  alertsModule,
  clientsModule,
  contactsModule,
  exclusionsModule,
  staysModule,
} from './modules/clients.js';
import { careHomesModule, occupancyModule } from './modules/homes.js';
import { notificationsModule } from './modules/notifications.js';
import {
  devicesModule,
  homeManagersModule,
  membershipsModule,
  officesModule,
  peopleModule,
} from './modules/people.js';
import { schedulesModule } from './modules/schedules.js';
import { sessionModule } from './modules/session.js';
import { operationsModule, organisationModule, settingsModule } from './modules/settings.js';
import { RETRY, type RetryRules } from './retry.js';
import {
  cookieCredentials,
  storedCredentials,
  tokenCredentials,
  type Refresh,
  type TokenSource,
  type TokenStore,
} from './session.js';
import type { SignInOut } from './generated/types.gen.js';

export interface AlmonerOptions {
  /** Where the API is, such as `https://care.example.org`. In a browser the page's own origin unless said otherwise. */
  baseUrl?: string;
  /** Another `fetch`, for a test or a proxy. */
  fetch?: typeof fetch;
  /** A token that somebody else issues and renews. Without it and `tokens`, the browser's cookies sign in. */
  token?: TokenSource;
  /** Where the tokens of a sign-in are kept: a bearer sign-in that this client renews by itself. */
  tokens?: TokenStore;
  /** Nobody is signed in, or the sign-in has ended and could not be renewed. Show the sign-in; keep what was typed. */
  onUnauthenticated?: (error: ApiError) => void;
  /**
   * Whether cookies go along. `same-origin` by default, which is all that a page of the server needs: the server refuses
   * changes by the `Origin` that the browser names, so there is no token to copy. A page of a dev origin says `include`.
   */
  credentials?: RequestCredentials;
  /** Milliseconds that each try may take; 30,000 by default. */
  timeout?: number;
  retry?: Partial<RetryRules>;
  /** Sent with every call. */
  headers?: Record<string, string>;
  /** The clock, for a test. */
  now?: () => number;
}

/** The client: a module for each word of the field. See the README. */
export type Almoner = ReturnType<typeof createAlmoner>;

export function createAlmoner(options: AlmonerOptions = {}) {
  const bearer = options.token !== undefined || options.tokens !== undefined;
  const config = {
    baseUrl: originOf(options.baseUrl),
    // Bound: a browser's fetch refuses to be called as somebody's method.
    fetch: options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init)),
    credentials: options.credentials ?? (bearer ? 'omit' : 'same-origin'),
    timeout: options.timeout ?? 30_000,
    retry: { ...RETRY, ...options.retry },
    headers: options.headers ?? {},
    onUnauthenticated: options.onUnauthenticated ?? (() => {}),
  };
  const api = new Caller(config, (caller) => {
    // Not one of the modules' calls: a refresh that is refused must not ask for a refresh.
    const refresh: Refresh = async (refresh_token) => {
      const body = { transport: caller.credentials.transport, refresh_token };
      const how = { repeat: 'safe', signedIn: false } as const;
      return unwrap(await caller.send(sdk.refreshSession, { body }, how)) as SignInOut;
    };
    if (options.token !== undefined) return tokenCredentials(options.token);
    if (options.tokens) return storedCredentials(options.tokens, refresh, options.now ?? Date.now);
    return cookieCredentials(refresh);
  });
  const operations = operationsModule(api);
  return {
    session: sessionModule(api),
    clients: clientsModule(api),
    stays: staysModule(api),
    absences: absencesModule(api),
    contacts: contactsModule(api),
    exclusions: exclusionsModule(api),
    alerts: alertsModule(api),
    aboutMe: aboutMeModule(api),
    photos: photosModule(api),
    carePlans: carePlansModule(api),
    tasks: tasksModule(api),
    notes: notesModule(api),
    handIns: handInsModule(api),
    handovers: handoversModule(api),
    concerns: concernsModule(api),
    duty: dutyModule(api),
    assessments: assessmentsModule(api),
    careHomes: careHomesModule(api),
    occupancy: occupancyModule(api),
    people: peopleModule(api),
    memberships: membershipsModule(api),
    homeManagers: homeManagersModule(api),
    offices: officesModule(api),
    devices: devicesModule(api),
    notifications: notificationsModule(api),
    schedules: schedulesModule(api),
    settings: settingsModule(api),
    organisation: organisationModule(api),
    operations,
    /** Tells of changes as they happen, until it is closed. A change is named and not told: read it. */
    events: eventsOf(api),
    /**
     * Makes a reporter of errors: each code once a minute for a route, and never an error of its own.
     * `route` is the template of the screen (`/residents/$id`), never an address with ids in it.
     */
    errorReporter({
      build,
      route,
      now = Date.now,
    }: {
      build: string;
      route: () => string;
      now?: () => number;
    }) {
      const told = new Map<string, number>();
      return (error: unknown): void => {
        const code = isApiError(error) ? error.code : error instanceof Error ? error.name : 'unknown';
        const place = route();
        const key = `${code} ${place}`;
        if (now() - (told.get(key) ?? -Infinity) < 60_000) return;
        told.set(key, now());
        const request_id = isApiError(error) ? error.requestId : undefined;
        operations
          .reportClientError({ code: plain(code), route: plain(place), build: plain(build), request_id })
          .catch(() => {});
      };
    },
  };
}

/** What the server takes: 1 to 100 of a few signs. */
function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_./$:]/g, '-').slice(0, 100) || '-';
}

function originOf(baseUrl: string | undefined): string {
  const given = baseUrl || globalThis.location?.origin;
  if (!given) throw new TypeError('createAlmoner: outside a browser, say where the API is with baseUrl');
  return given.replace(/\/+$/, '');
}
