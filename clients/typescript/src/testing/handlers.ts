import { http, type HttpHandler } from 'msw';
import type { AlertIn, ClientIn, HomeIn, SignInIn } from '../generated/types.gen.js';
import { aboutMe } from './about-me.js';
import { photos } from './photos.js';
import { answer, invalid, problem } from './answers.js';
import { assessments } from './assessments.js';
import { carePlans } from './care-plans.js';
import { aClient, aHome, alertBrief, anAlert, NOW } from './factories.js';
import { care } from './care.js';
import { concerns } from './concerns.js';
import { duty } from './duty.js';
import { handIns } from './hand-ins.js';
import { handovers } from './handovers.js';
import { notifications, schedules } from './notifications.js';
import { people } from './people.js';
import { planBeginnings } from './plan-beginnings.js';
import { recordViews } from './record-views.js';
import { archive, found, patch, restore, step, type At, type Mine } from './records.js';
import { rights } from './rights.js';
import { bodyOf, idIn, once, pageOf, signedIn, type Asked } from './rules.js';
import { settings } from './settings.js';
import type { World } from './world.js';

const CLIENT = ['given_name', 'family_name', 'preferred_name', 'title', 'key_worker_id'];
const ALERT = ['kind', 'severity', 'detail', 'reaction', 'source', 'decided_by', 'valid_from', 'review_due'];
const HOME = [
  'name',
  'code',
  'registered_beds',
  'town',
  'postcode',
  'address_line',
  'phone',
  'time_zone',
  'care_day_starts',
  'cqc_location_id',
];

/** A stream of events on which nothing happens. */
function quiet(): Response {
  const body = new ReadableStream({
    start: (to) => to.enqueue(new TextEncoder().encode('event: open\ndata: {}\n\n')),
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/**
 * A made-up server for `setupServer(...handlers(world))`: sign-in, residents, alerts, homes, people, notifications, schedules,
 * tasks, notes, hand-ins, handovers, assessments, shifts, settings and care plans, with the API's rules of paging, `If-Match`, `Idempotency-Key` and unknown fields. It knows no rights: what a person may not do is a
 * matter of `can`, or of a `problem('forbidden')` that a test answers itself.
 */
export function handlers(world: World, baseUrl = '*'): HttpHandler[] {
  const at = (path: string) => `${baseUrl}/api/v1${path}`;
  const mine = (work: (asked: Asked) => Response | Promise<Response>) => signedIn(world, work);
  return [
    http.get(
      at('/session'),
      mine(() => answer(world.session)),
    ),
    http.post(at('/session'), ({ request }) => signIn(world, request)),
    http.post(at('/session/second-step'), ({ request }) => secondStep(world, request)),
    http.post(
      at('/session/refresh'),
      mine(() => answer({ state: 'signed_in' })),
    ),
    http.post(at('/session/sign-out'), () => {
      world.session = null;
      return answer(null);
    }),
    ...clients(world, at, mine),
    ...alerts(world, at, mine),
    ...homes(world, at, mine),
    ...people(world, at, mine),
    ...rights(world, at, mine),
    ...notifications(world, at, mine),
    ...schedules(world, at, mine),
    ...settings(world, at, mine),
    ...carePlans(world, at, mine),
    ...planBeginnings(world, at, mine),
    ...recordViews(world, at, mine),
    ...care(world, at, mine),
    ...handIns(world, at, mine),
    ...handovers(world, at, mine),
    ...concerns(world, at, mine),
    ...assessments(world, at, mine),
    ...aboutMe(world, at, mine),
    ...photos(world, at, mine),
    ...duty(world, at, mine),
    http.get(
      at('/events'),
      mine(() => quiet()),
    ),
    http.post(
      at('/client-errors'),
      mine(async ({ request }) => {
        world.reports.push(await request.json());
        return answer(null, { status: 202 });
      }),
    ),
  ];
}

function clients(world: World, at: At, mine: Mine): HttpHandler[] {
  const ofClient = (id: string) => [...world.alerts.values()].filter((alert) => alert.client_id === id);
  return [
    http.get(
      at('/clients'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
        const statuses = query.get('status')?.split(',');
        const rows = [...world.clients.values()]
          .filter((client) => Boolean(client.archived_at) === (query.get('archived') === 'only'))
          .filter((client) => (query.get('home') ?? client.holding_home_id) === client.holding_home_id)
          .filter((client) => statuses?.includes(client.status) ?? true)
          .filter((client) => {
            const name =
              `${client.given_name} ${client.preferred_name ?? ''} ${client.family_name}`.toLowerCase();
            return words.every((word) => name.includes(word));
          })
          .toSorted((a, b) => a.family_name.localeCompare(b.family_name) || a.id.localeCompare(b.id));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/clients/:id'),
      mine((asked) => {
        const client = world.clients.get(idIn(asked));
        if (!client) return problem('not_found');
        const stay = [...world.stays.values()].find(
          (one) => one.client_id === client.id && one.status === 'live',
        );
        return answer({ client, alerts: ofClient(client.id), contacts: [], planned: [], stay });
      }),
    ),
    http.post(
      at('/clients'),
      mine((asked) =>
        once(world, asked, async () => {
          const known = [...CLIENT, 'holding_home_id', 'identity'];
          const body = await bodyOf(asked.request, known, ['holding_home_id', 'given_name', 'family_name']);
          if (body instanceof Response) return body;
          const { identity: _, ...fields } = body as unknown as ClientIn;
          if (!world.homes.has(fields.holding_home_id)) {
            return invalid('holding_home_id', 'reference', 'There is no such home.');
          }
          const status = 'prospective';
          const client = aClient(
            { ...fields, status, allergy_state: 'not_asked' },
            1000 + world.clients.size,
          );
          world.clients.set(client.id, client);
          return { status: 201, find: () => world.clients.get(client.id) };
        }),
      ),
    ),
    http.patch(
      at('/clients/:id'),
      mine((asked) => patch(world.clients, asked, CLIENT)),
    ),
    http.post(
      at('/clients/:id/archive'),
      mine((asked) => archive(world, world.clients, asked)),
    ),
    http.post(
      at('/clients/:id/restore'),
      mine((asked) => restore(world, world.clients, asked)),
    ),
    http.get(
      at('/clients/:id/stays'),
      mine((asked) => {
        const url = new URL(asked.request.url);
        const archived = url.searchParams.get('archived') === 'only';
        const rows = [...world.stays.values()].filter(
          (stay) => stay.client_id === idIn(asked) && Boolean(stay.archived_at) === archived,
        );
        return world.clients.has(idIn(asked)) ? pageOf(rows, url) : problem('not_found');
      }),
    ),
    http.get(
      at('/clients/:id/alerts'),
      mine((asked) =>
        world.clients.has(idIn(asked))
          ? pageOf(ofClient(idIn(asked)), new URL(asked.request.url))
          : problem('not_found'),
      ),
    ),
    http.post(
      at('/clients/:id/alerts'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = world.clients.get(idIn(asked));
          if (!client) return problem('not_found');
          const body = await bodyOf(asked.request, [...ALERT, 'verify'], ['kind', 'detail']);
          if (body instanceof Response) return body;
          const { verify, ...said } = body as unknown as AlertIn;
          const valid_from = said.valid_from ?? NOW.slice(0, 10);
          const status = verify ? 'verified' : 'proposed';
          const fields = { ...said, valid_from, status, client_id: client.id } as const;
          const alert = anAlert(fields, 1000 + world.alerts.size);
          world.alerts.set(alert.id, alert);
          world.clients.set(client.id, { ...client, critical: [...client.critical, alertBrief(alert)] });
          return { status: 201, find: () => world.alerts.get(alert.id) };
        }),
      ),
    ),
  ];
}

function alerts(world: World, at: At, mine: Mine): HttpHandler[] {
  const ended = (asked: Asked) =>
    once(world, asked, async () => {
      const body = await bodyOf(asked.request.clone() as Request, ['reason'], ['reason']);
      if (body instanceof Response) return body;
      const fields = { status: 'ended', ended_at: NOW, end_reason: String(body['reason']) } as const;
      return step(world.alerts, asked, (alert) => alert.status !== 'ended', fields);
    });
  return [
    http.get(
      at('/alerts'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const status = url.searchParams.get('status');
        const kinds = url.searchParams.get('kind')?.split(',');
        const rows = [...world.alerts.values()]
          .filter((alert) => (status ? alert.status === status : alert.status !== 'ended'))
          .filter((alert) => kinds?.includes(alert.kind) ?? true);
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/alerts/:id'),
      mine((asked) => found(world.alerts.get(idIn(asked)))),
    ),
    http.patch(
      at('/alerts/:id'),
      mine((asked) => patch(world.alerts, asked, ALERT)),
    ),
    http.post(
      at('/alerts/:id/verify'),
      mine((asked) =>
        once(world, asked, async () =>
          step(world.alerts, asked, (alert) => alert.status === 'proposed', {
            status: 'verified',
            verified_at: NOW,
          }),
        ),
      ),
    ),
    http.post(at('/alerts/:id/reject'), mine(ended)),
    http.post(at('/alerts/:id/end'), mine(ended)),
  ];
}

function homes(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/care-homes'),
      mine(({ request }) => pageOf([...world.homes.values()], new URL(request.url))),
    ),
    http.get(
      at('/care-homes/:id'),
      mine((asked) => found(world.homes.get(idIn(asked)))),
    ),
    http.get(
      at('/care-homes/:id/layout'),
      mine((asked) => {
        const home = world.homes.get(idIn(asked));
        return home ? answer({ home, units: world.units, rooms: [], beds: [] }) : problem('not_found');
      }),
    ),
    http.post(
      at('/care-homes'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request, HOME, ['code', 'name', 'registered_beds']);
          if (body instanceof Response) return body;
          const { time_zone, care_day_starts, ...said } = body as unknown as HomeIn;
          const time = {
            time_zone: time_zone ?? 'Europe/London',
            care_day_starts: care_day_starts ?? '07:00:00',
          };
          const home = aHome({ ...said, ...time, beds: 0, occupied: 0 }, 1000 + world.homes.size);
          world.homes.set(home.id, home);
          return { status: 201, find: () => world.homes.get(home.id) };
        }),
      ),
    ),
    http.patch(
      at('/care-homes/:id'),
      mine((asked) => patch(world.homes, asked, HOME)),
    ),
  ];
}

async function signIn(world: World, request: Request) {
  const { email, password, code } = (await request.json()) as SignInIn;
  const account = world.accounts.find((one) => one.email === email && one.password === password);
  if (!account) return problem('sign_in_refused');
  if (account.code && !code) return answer({ state: 'second_factor', step: `step-${account.email}` });
  if (account.code && account.code !== code) return problem('sign_in_refused');
  world.session = account.session;
  return answer({ state: 'signed_in' });
}

async function secondStep(world: World, request: Request) {
  const { step: given, code } = (await request.json()) as { step: string; code?: string };
  const account = world.accounts.find((one) => `step-${one.email}` === given && one.code === code);
  if (!account) return problem('sign_in_refused');
  world.session = account.session;
  return answer({ state: 'signed_in' });
}
