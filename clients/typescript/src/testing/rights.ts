import { http, type HttpHandler } from 'msw';
import type { HomeManagerIn, MembershipIn, OfficeIn } from '../generated/types.gen.js';
import { invalid } from './answers.js';
import { aHomeManager, aMembership, anOffice, NOW } from './factories.js';
import { archive, found, patch, restore, step, type At, type Mine, type Row } from './records.js';
import { bodyOf, idIn, once, pageOf, type Asked } from './rules.js';
import type { World } from './world.js';

const DAY = 86_400_000;

/** What rights come from: memberships, home managers, offices. */
export function rights(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    ...verbs(world, at, mine, 'memberships', world.memberships, ['grade', 'until']),
    http.post(
      at('/memberships'),
      mine((asked) => once(world, asked, () => addMembership(world, asked))),
    ),
    ...verbs(world, at, mine, 'home-managers', world.managers, ['kind', 'until']),
    http.post(
      at('/home-managers'),
      mine((asked) => once(world, asked, () => addManager(world, asked))),
    ),
    ...verbs(world, at, mine, 'offices', world.offices, []),
    http.post(
      at('/offices'),
      mine((asked) => once(world, asked, () => addOffice(world, asked))),
    ),
  ];
}

interface Right extends Row {
  profile_id: string;
  care_home_id?: string;
  state: string;
  until?: string | null;
  archived_at?: string | null;
  archive_reason?: string | null;
}

function verbs<T extends Right>(
  world: World,
  at: At,
  mine: Mine,
  name: string,
  rows: Map<string, T>,
  fields: string[],
) {
  return [
    http.get(
      at(`/${name}`),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const asked = [...rows.values()]
          .filter((row) => Boolean(row.archived_at) === (query.get('archived') === 'only'))
          .filter((row) => (query.get('person') ?? row.profile_id) === row.profile_id)
          .filter((row) => (query.get('home') ?? row.care_home_id) === row.care_home_id)
          .filter((row) => (query.get('state') ?? row.state) === row.state);
        return pageOf(asked, url);
      }),
    ),
    http.get(
      at(`/${name}/:id`),
      mine((asked) => found(rows.get(idIn(asked)))),
    ),
    http.patch(
      at(`/${name}/:id`),
      mine((asked) => patch(rows, asked, fields)),
    ),
    http.post(
      at(`/${name}/:id/end`),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request.clone() as Request, ['at']);
          if (body instanceof Response) return body;
          const until = typeof body['at'] === 'string' ? body['at'] : NOW;
          return step(rows, asked, (row) => row.state === 'live', {
            state: 'ended',
            until,
            can: [],
          } as never);
        }),
      ),
    ),
    http.post(
      at(`/${name}/:id/archive`),
      mine((asked) => archive(world, rows, asked)),
    ),
    http.post(
      at(`/${name}/:id/restore`),
      mine((asked) => restore(world, rows, asked)),
    ),
  ];
}

/** Who it is for and in which home, by their names; or the refusal of one that is not there. */
function named(world: World, { profile_id, care_home_id }: { profile_id: string; care_home_id?: string }) {
  const person = world.people.get(profile_id);
  if (!person) return invalid('profile_id', 'reference', 'Choose somebody whom you can see.');
  if (care_home_id === undefined) return { person: person.name };
  const home = world.homes.get(care_home_id);
  if (!home) return invalid('care_home_id', 'reference', 'Choose one of your homes.');
  return { person: person.name, care_home: home.name };
}

const stateOf = (from?: string | null) =>
  from && Date.parse(from) > Date.parse(NOW)
    ? { from, state: 'coming' }
    : { from: from ?? NOW, state: 'live' };

async function addMembership(world: World, asked: Asked) {
  const known = ['profile_id', 'care_home_id', 'grade', 'from', 'until', 'agency'];
  const body = await bodyOf(asked.request.clone() as Request, known, known.slice(0, 3));
  if (body instanceof Response) return body;
  const said = body as unknown as MembershipIn;
  const names = named(world, said);
  if (names instanceof Response) return names;
  const row = aMembership({ ...said, ...names, ...stateOf(said.from) }, 1000 + world.memberships.size);
  world.memberships.set(row.id, row);
  return { status: 201, find: () => world.memberships.get(row.id) };
}

async function addManager(world: World, asked: Asked) {
  const known = ['profile_id', 'care_home_id', 'kind', 'from', 'until'];
  const body = await bodyOf(asked.request.clone() as Request, known, known.slice(0, 3));
  if (body instanceof Response) return body;
  const said = body as unknown as HomeManagerIn;
  const names = named(world, said);
  if (names instanceof Response) return names;
  if (said.kind === 'cover') {
    if (!said.until) return invalid('until', 'required', 'Say when the cover ends.');
    const lasts = Date.parse(said.until) - Date.parse(said.from ?? NOW);
    if (lasts > 28 * DAY) return invalid('until', 'range', 'A cover lasts at most 28 days.');
  }
  const row = aHomeManager({ ...said, ...names, ...stateOf(said.from) }, 1000 + world.managers.size);
  world.managers.set(row.id, row);
  return { status: 201, find: () => world.managers.get(row.id) };
}

async function addOffice(world: World, asked: Asked) {
  const known = ['profile_id', 'role', 'from', 'until'];
  const body = await bodyOf(asked.request.clone() as Request, known, known.slice(0, 2));
  if (body instanceof Response) return body;
  const said = body as unknown as OfficeIn;
  const names = named(world, { profile_id: said.profile_id });
  if (names instanceof Response) return names;
  const row = anOffice({ ...said, ...names, ...stateOf(said.from) }, 1000 + world.offices.size);
  world.offices.set(row.id, row);
  return { status: 201, find: () => world.offices.get(row.id) };
}
