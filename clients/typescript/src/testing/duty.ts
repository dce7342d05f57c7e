import { http, type HttpHandler } from 'msw';
import type { AgencyPassIn, AllocationListIn, DutyIn, DutyOut } from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { aPerson, idOf, NOW } from './factories.js';
import type { At, Mine } from './records.js';
import { bodyOf, changed, idIn, matches, once, pageOf } from './rules.js';
import { aDuty, anAgencyPass, anAllocation, anAllocationList } from './shifts.js';
import type { World } from './world.js';

const DAY = '2026-11-23';

/** Who is on, who looks after whom, and who is let in for one shift. */
export function duty(world: World, at: At, mine: Mine): HttpHandler[] {
  return [...shifts(world, at, mine), ...allocations(world, at, mine), ...passes(world, at, mine)];
}

function shifts(world: World, at: At, mine: Mine): HttpHandler[] {
  const isOn = (row: DutyOut) => !row.ended_at && !row.archived_at;
  const on = (person: string) =>
    [...world.duty.values()].find((row) => row.profile_id === person && isOn(row));
  const expected = () => world.expected.filter(({ profile_id }) => !on(profile_id));
  return [
    http.get(
      at('/duty'),
      mine(({ request }) => {
        const home = new URL(request.url).searchParams.get('home');
        if (!home) return invalid('home', 'required', 'Say which home.');
        if (!world.homes.has(home)) return problem('not_found');
        return answer({
          care_home_id: home,
          at: NOW,
          on: [...world.duty.values()].filter((row) => row.care_home_id === home && isOn(row)),
          expected: expected().filter((row) => row.care_home_id === home),
        });
      }),
    ),
    http.get(
      at('/duty/mine'),
      mine(() => {
        const me = world.session!.person?.id ?? '';
        const shift = world.expected.find(({ profile_id }) => profile_id === me) ?? null;
        return answer({ duty: on(me) ?? null, shift });
      }),
    ),
    http.post(
      at('/duty'),
      mine((asked) =>
        once(world, asked, async () => {
          const known = ['care_home_id', 'profile_id', 'started_at', 'unit_id'];
          const body = await bodyOf(asked.request, known, ['care_home_id']);
          if (body instanceof Response) return body;
          const { care_home_id, profile_id, unit_id, started_at } = body as unknown as DutyIn;
          if (!world.homes.has(care_home_id))
            return invalid('care_home_id', 'reference', 'Choose one of your homes.');
          const me = world.session!.person!;
          const who = profile_id ?? me.id;
          if (on(who)) return problem('duplicate');
          const name = who === me.id ? me.name : (world.people.get(who)?.name ?? null);
          const fields = { care_home_id, unit_id: unit_id ?? null, profile_id: who, name };
          const row = aDuty({ ...fields, started_at: started_at ?? NOW }, 1000 + world.duty.size);
          world.duty.set(row.id, row);
          return { status: 201, find: () => world.duty.get(row.id) };
        }),
      ),
    ),
    http.post(
      at('/duty/:id/end'),
      mine((asked) =>
        once(world, asked, async () => {
          const row = world.duty.get(idIn(asked));
          if (!row) return problem('not_found');
          const refused = matches(row, asked.request);
          if (refused) return refused;
          if (!isOn(row)) return problem('illegal_transition');
          const own = row.profile_id === world.session!.person?.id;
          changed(world.duty, row, { ended_at: NOW, closed_by: own ? 'person' : 'shift', can: [] });
          return { status: 200, find: () => world.duty.get(row.id) };
        }),
      ),
    ),
  ];
}

function allocations(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/allocations'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const home = query.get('home');
        if (!home) return invalid('home', 'required', 'Say which home.');
        const rows = [...world.allocations.values()].filter(
          (row) => row.care_home_id === home && row.care_day === (query.get('care_day') ?? DAY),
        );
        return pageOf(rows, url);
      }),
    ),
    http.post(
      at('/allocations'),
      mine((asked) =>
        once(world, asked, async () => {
          const known = ['allocations', 'care_day', 'care_home_id', 'shift', 'unit_id', 'version'];
          const body = await bodyOf(asked.request, known, ['care_home_id', 'shift']);
          if (body instanceof Response) return body;
          const said = body as unknown as AllocationListIn;
          const care_day = said.care_day ?? DAY;
          const unit_id = said.unit_id ?? null;
          const there = [...world.allocations.values()].find(
            (row) =>
              row.care_home_id === said.care_home_id &&
              row.care_day === care_day &&
              row.shift === said.shift &&
              (row.unit_id ?? null) === unit_id,
          );
          if ((there?.version ?? 0) !== said.version)
            return problem('stale', there ? { current: there } : {});
          const rows = said.allocations.map(({ client_id, profile_id }) => {
            const client = world.clients.get(client_id);
            return anAllocation({
              client_id,
              client_name: client ? `${client.given_name} ${client.family_name}` : '',
              room_name: client?.room_name ?? null,
              profile_id,
              name: world.people.get(profile_id)?.name ?? null,
              mine: profile_id === world.session!.person?.id,
            });
          });
          const list =
            there ??
            anAllocationList(
              { care_home_id: said.care_home_id, care_day, shift: said.shift, unit_id, version: 0 },
              1000 + world.allocations.size,
            );
          const next = changed(world.allocations, list, { allocations: rows });
          return { status: 200, find: () => world.allocations.get(next.id) };
        }),
      ),
    ),
  ];
}

function passes(world: World, at: At, mine: Mine): HttpHandler[] {
  /** A code of a pass; the same request again does not hold it. */
  const codeOf = (pass: string, code: string) => {
    const person = world.passes.get(pass)!.profile_id;
    // The one before is good for nothing any more.
    for (const [known, whose] of world.passCodes) if (whose === person) world.passCodes.delete(known);
    world.passCodes.set(code, person);
    let shown = false;
    return () => {
      const out = {
        pass: world.passes.get(pass),
        code: shown ? null : code,
        code_ends_at: shown ? null : '2026-11-23T12:30:00Z',
      };
      shown = true;
      return out;
    };
  };
  return [
    http.get(
      at('/agency-passes'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const home = url.searchParams.get('home');
        const rows = [...world.passes.values()].filter(
          (row) => (home ?? row.care_home_id) === row.care_home_id,
        );
        return pageOf(rows.toReversed(), url);
      }),
    ),
    http.post(
      at('/agency-passes'),
      mine((asked) =>
        once(world, asked, async () => {
          const needed = [
            'care_home_id',
            'given_name',
            'family_name',
            'agency',
            'identity_document',
            'ends_at',
          ];
          const body = await bodyOf(asked.request, [...needed, 'identity_seen_at'], needed);
          if (body instanceof Response) return body;
          const said = body as unknown as AgencyPassIn;
          const left = Date.parse(said.ends_at) - Date.parse(NOW);
          if (left < 15 * 60_000 || left > 14 * 3_600_000)
            return invalid('ends_at', 'range', 'A pass is for one shift: it ends in 15 minutes to 14 hours.');
          const { given_name, family_name, identity_seen_at, ...rest } = said;
          const n = 1000 + world.passes.size;
          const person = aPerson({ given_name, family_name }, n);
          world.people.set(person.id, person);
          const pass = anAgencyPass(
            {
              ...rest,
              profile_id: person.id,
              name: person.name,
              identity_seen_at: identity_seen_at ?? NOW,
              starts_at: NOW,
            },
            n,
          );
          world.passes.set(pass.id, pass);
          return { status: 201, find: codeOf(pass.id, '7K3Q-M9T2-B4XW-0HZC') };
        }),
      ),
    ),
    http.post(
      at('/agency-passes/:id/code'),
      mine((asked) =>
        once(world, asked, async () => {
          const pass = world.passes.get(idIn(asked));
          if (!pass) return problem('not_found');
          return { status: 200, find: codeOf(pass.id, 'PQ4R-8WVN-2C6D-T0XY') };
        }),
      ),
    ),
    http.post(at('/session/pass'), async ({ request }) => {
      const { code } = (await request.json()) as { code: string };
      const plain = (text: string) => text.toUpperCase().replace(/[\s-]/g, '');
      const found = [...world.passCodes.keys()].find((known) => plain(known) === plain(code));
      const person = found && world.people.get(world.passCodes.get(found)!);
      if (!person || !world.passSession) return problem('sign_in_refused');
      world.passCodes.delete(found);
      world.session = { ...world.passSession, person };
      const sign_in = { organisation_id: idOf('organisation', 1), profile_id: person.id };
      return answer({ state: 'signed_in', sign_in });
    }),
  ];
}
