import { http, type HttpHandler } from 'msw';
import type { InviteIn, PersonOut, Preferences, RightOut } from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { aHomeManager, aMembership, anOffice, aPerson, NOW, somePrivate } from './factories.js';
import { archive, found, patch, restore, step, type At, type Mine } from './records.js';
import { bodyOf, idIn, matches, once, pageOf, type Asked } from './rules.js';
import type { World } from './world.js';

const PERSON = ['given_name', 'family_name', 'preferred_name', 'job_title', 'persona'];
const INVITE = [...PERSON, 'email', 'memberships', 'homes_managed', 'offices'];
const PREFERENCES = ['theme', 'density', 'text_size', 'care_home_id'];

/** People: their list and page, what is private of them, invitations, and what ends their access. */
export function people(world: World, at: At, mine: Mine): HttpHandler[] {
  const person = (asked: Asked) => world.people.get(idIn(asked));
  const status = (from: PersonOut['status'], to: PersonOut['status']) =>
    mine((asked) =>
      once(world, asked, async () =>
        step(world.people, asked, (one) => one.status === from, { status: to, can: [] }),
      ),
    );
  return [
    http.get(
      at('/people'),
      mine(({ request }) => pageOf(listed(world, new URL(request.url)), new URL(request.url))),
    ),
    http.get(
      at('/people-names'),
      mine(({ request }) => {
        const ids = new URL(request.url).searchParams.get('ids')?.split(',') ?? [];
        return answer(
          ids
            .flatMap((id) => world.people.get(id) ?? [])
            .map(({ id, name, job_title }) => ({ id, name, job_title })),
        );
      }),
    ),
    http.get(
      at('/people/:id'),
      mine((asked) => {
        const one = person(asked);
        const include = new URL(asked.request.url).searchParams.get('include')?.split(',') ?? [];
        return one ? answer(withParts(world, one, include)) : problem('not_found');
      }),
    ),
    http.post(
      at('/people'),
      mine((asked) => once(world, asked, () => invite(world, asked))),
    ),
    http.patch(
      at('/people/:id'),
      mine((asked) => patch(world.people, asked, PERSON)),
    ),
    http.post(
      at('/people/:id/reinvite'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request.clone() as Request, ['email']);
          if (body instanceof Response) return body;
          return step(world.people, asked, (one) => one.status === 'invited', {});
        }),
      ),
    ),
    http.post(at('/people/:id/withdraw'), status('invited', 'disabled')),
    http.post(at('/people/:id/disable'), status('active', 'disabled')),
    http.post(at('/people/:id/enable'), status('disabled', 'active')),
    http.post(
      at('/people/:id/archive'),
      mine((asked) => archive(world, world.people, asked)),
    ),
    http.post(
      at('/people/:id/restore'),
      mine((asked) => restore(world, world.people, asked)),
    ),
    http.get(
      at('/people/:id/private'),
      mine((asked) => found(world.privates.get(idIn(asked)))),
    ),
    http.patch(
      at('/people/:id/private'),
      mine(async (asked) => {
        const row = world.privates.get(idIn(asked));
        if (!row) return problem('not_found');
        const refused = matches(row, asked.request);
        if (refused) return refused;
        const body = await bodyOf(asked.request, row.can_change);
        if (body instanceof Response) return body;
        const next = { ...row, ...body, version: row.version + 1 };
        world.privates.set(row.profile_id, next);
        return answer(next);
      }),
    ),
    http.patch(
      at('/people/:id/preferences'),
      mine((asked) => changePreferences(world, asked)),
    ),
    http.get(
      at('/people/:id/preview'),
      mine((asked) => {
        const one = person(asked);
        return one ? answer({ ...world.preview, person: one }) : problem('not_found');
      }),
    ),
  ];
}

/** One's own, as the session then says them; they count in the version of the person. */
async function changePreferences(world: World, asked: Asked): Promise<Response> {
  const { session } = world;
  if (!session?.person || session.person.id !== idIn(asked)) return problem('not_found');
  const refused = matches(session.person, asked.request);
  if (refused) return refused;
  const body = await bodyOf(asked.request, PREFERENCES);
  if (body instanceof Response) return body;
  const said = Object.entries({ ...session.preferences, ...body }).filter(([, value]) => value !== null);
  const version = session.person.version + 1;
  const preferences = Object.fromEntries(said) as Preferences;
  world.session = { ...session, preferences, person: { ...session.person, version } };
  return answer({ id: session.person.id, version, preferences });
}

function rightsOf(world: World, id: string): RightOut[] {
  const mine = <T extends { profile_id: string; state: string; archived_at?: string | null }>(
    rows: Map<string, T>,
  ) => [...rows.values()].filter((row) => row.profile_id === id && row.state !== 'ended' && !row.archived_at);
  const of = ({ id: right, care_home_id, care_home, from, until, state }: RightParts) => ({
    id: right,
    care_home_id: care_home_id ?? null,
    care_home: care_home ?? null,
    from: from ?? null,
    until: until ?? null,
    state,
  });
  return [
    ...mine(world.offices).map((row) => ({ ...of(row), kind: 'office', right: row.role })),
    ...mine(world.memberships).map((row) => ({ ...of(row), kind: 'membership', right: row.grade })),
    ...mine(world.managers).map((row) => ({ ...of(row), kind: 'home_manager', right: row.kind })),
  ];
}

type RightParts = Pick<RightOut, 'id' | 'care_home_id' | 'care_home' | 'from' | 'until' | 'state'>;

function withParts(world: World, person: PersonOut, include: string[]) {
  const asked = (part: string, value: unknown) => (include.includes(part) ? value : null);
  return {
    ...person,
    memberships: asked('memberships', rightsOf(world, person.id)),
    sign_in: asked('sign_in', world.signIns.get(person.id) ?? null),
    private: asked('private', world.privates.get(person.id) ?? null),
  };
}

function listed(world: World, { searchParams: query }: URL) {
  const words = (query.get('q') ?? '').toLowerCase();
  const grade = query.get('grade');
  const home = query.get('home');
  const include = query.get('include')?.split(',') ?? [];
  const down = query.get('sort') === '-name';
  return [...world.people.values()]
    .filter((one) => Boolean(one.archived_at) === (query.get('archived') === 'only'))
    .filter((one) => (query.get('status') ?? one.status) === one.status)
    .filter((one) => `${one.given_name} ${one.family_name}`.toLowerCase().includes(words))
    .filter((one) => {
      if (!grade && !home) return true;
      return rightsOf(world, one.id).some(
        ({ right, care_home_id }) => (grade ?? right) === right && (home ?? care_home_id) === care_home_id,
      );
    })
    .toSorted((a, b) => a.family_name.localeCompare(b.family_name) * (down ? -1 : 1))
    .map((one) => withParts(world, one, include));
}

async function invite(world: World, asked: Asked) {
  const body = await bodyOf(asked.request.clone() as Request, INVITE, ['given_name', 'family_name', 'email']);
  if (body instanceof Response) return body;
  const said = body as unknown as InviteIn;
  const { memberships = [], homes_managed = [], offices = [] } = said;
  if (memberships.length + homes_managed.length + offices.length === 0)
    return invalid('memberships', 'required', 'Give at least one right.');
  if ([...world.privates.values()].some(({ email }) => email === said.email.toLowerCase())) {
    return problem('duplicate', {
      fields: [
        {
          path: 'email',
          code: 'taken',
          message: 'Somebody with this e-mail works here or is invited already.',
        },
      ],
    });
  }
  const { given_name, family_name, preferred_name, job_title, persona } = said;
  const person = aPerson(
    {
      given_name,
      family_name,
      preferred_name: preferred_name ?? null,
      job_title: job_title ?? 'carer',
      persona: persona ?? 'carer',
      status: 'invited',
      can: ['update', 'reinvite', 'withdraw', 'archive', 'add_membership', 'preview'],
    },
    1000 + world.people.size,
  );
  world.people.set(person.id, person);
  const profile_id = person.id;
  world.privates.set(profile_id, somePrivate({ profile_id, email: said.email.toLowerCase() }));
  world.signIns.set(profile_id, {
    second_factor: false,
    last_seen_at: null,
    invited_at: NOW,
    invitation_ends_at: '2026-11-30T12:00:00Z',
  });
  const who = { profile_id, person: person.name };
  for (const { care_home_id, grade } of memberships) {
    const care_home = world.homes.get(care_home_id)?.name ?? null;
    const row = aMembership({ ...who, care_home_id, care_home, grade }, 1000 + world.memberships.size);
    world.memberships.set(row.id, row);
  }
  for (const { care_home_id, kind } of homes_managed) {
    const care_home = world.homes.get(care_home_id)?.name ?? null;
    const row = aHomeManager({ ...who, care_home_id, care_home, kind }, 1000 + world.managers.size);
    world.managers.set(row.id, row);
  }
  for (const role of offices) {
    const row = anOffice({ ...who, role }, 1000 + world.offices.size);
    world.offices.set(row.id, row);
  }
  return { status: 201, find: () => world.people.get(person.id) };
}
