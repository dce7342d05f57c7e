import { http, type HttpHandler } from 'msw';
import type { AddendumIn, RoundDutyOut, RoundTaskOut, TaskOut } from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { idOf, NOW } from './factories.js';
import { found, patch, type At, type Mine } from './records.js';
import { bodyOf, idIn, once, pageOf } from './rules.js';
import type { World } from './world.js';

const TASK = ['assignee_id', 'due_by', 'due_from', 'missed_after', 'named_only', 'note', 'shift_template_id'];

/** Tasks with their records, notes with what was added, and reviews: what lists and a board read. */
export function care(world: World, at: At, mine: Mine): HttpHandler[] {
  return [...tasks(world, at, mine), ...notes(world, at, mine), ...reviews(world, at, mine)];
}

/** Whether an instant lies between `from` and `to` of the query. */
function within(instant: string, query: URLSearchParams): boolean {
  const [from, to] = [query.get('from'), query.get('to')];
  const then = Date.parse(instant);
  return (from === null || then >= Date.parse(from)) && (to === null || then < Date.parse(to));
}

function tasks(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/round'),
      mine(({ request }) => {
        const home = world.homes.get(new URL(request.url).searchParams.get('home') ?? '');
        if (!home) return problem('not_found');
        const open = [...world.tasks.values()].filter(
          (task) => task.care_home_id === home.id && (stateOf(task) !== null || task.awaits_confirmation),
        );
        const residents = [...world.clients.values()].filter((one) => one.holding_home_id === home.id);
        return answer({
          server_time: NOW,
          home: {
            id: home.id,
            name: home.name,
            time_zone: home.time_zone,
            care_day: '2026-11-23',
            tasks_ready_until: world.tasksReadyUntil,
            next_due_from: null,
            shift: null,
            duty: dutyOf(world, home.id),
            handover_unread: world.handoverUnread,
          },
          complete: true,
          alerts: [],
          residents: residents.map(
            ({ id, given_name, family_name, room_name, photo_id, status, allergy_state }) => ({
              id,
              name: `${given_name} ${family_name}`,
              room_name,
              photo_id: photo_id ?? null,
              status,
              allergy_state,
              ...world.placed.get(id),
              allocated_to_me: [...world.allocations.values()].some(({ allocations }) =>
                allocations.some((one) => one.client_id === id && one.mine),
              ),
            }),
          ),
          tasks: open.map((task): RoundTaskOut => ({
            ...task,
            mine: false,
            state: task.awaits_confirmation ? 'awaits_confirmation' : stateOf(task)!,
          })),
        });
      }),
    ),
    http.get(
      at('/tasks'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const statuses = query.get('status')?.split(',');
        const down = query.get('sort') !== 'due_from';
        const rows = [...world.tasks.values()]
          .filter((task) => Boolean(task.archived_at) === (query.get('archived') === 'only'))
          .filter((task) => (query.get('home') ?? task.care_home_id) === task.care_home_id)
          .filter((task) => (query.get('client') ?? task.client_id) === task.client_id)
          .filter((task) => statuses?.includes(task.status) ?? true)
          .filter((task) => within(task.due_from, query))
          .toSorted((a, b) => a.due_from.localeCompare(b.due_from) * (down ? -1 : 1));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/tasks/:id'),
      mine((asked) => {
        const task = world.tasks.get(idIn(asked));
        return task ? answer({ task, records: world.records.get(task.id) ?? [] }) : problem('not_found');
      }),
    ),
    http.patch(
      at('/tasks/:id'),
      mine(async (asked) => {
        const done = await patch(world.tasks, asked, TASK);
        const task = world.tasks.get(idIn(asked));
        if (!done.ok || !task) return done;
        const name = world.people.get(task.assignee_id ?? '')?.name ?? null;
        world.tasks.set(task.id, { ...task, assignee_name: name });
        return answer(world.tasks.get(task.id));
      }),
    ),
  ];
}

/** What whoever asks is on in this home, as a round says it. */
function dutyOf(world: World, home: string): RoundDutyOut | null {
  const row = [...world.duty.values()].find(
    (one) => one.profile_id === world.session?.person?.id && one.care_home_id === home && !one.ended_at,
  );
  return row
    ? { id: row.id, version: row.version, since: row.started_at, unit_id: row.unit_id ?? null }
    : null;
}

/** Where an open task stands at noon. */
function stateOf({ status, due_from, due_by }: TaskOut): RoundTaskOut['state'] | null {
  const now = Date.parse(NOW);
  if (status !== 'due' || Date.parse(due_from) > now + 7_200_000) return null;
  if (Date.parse(due_by) <= now) return 'overdue';
  return Date.parse(due_from) <= now ? 'now' : 'next';
}

function notes(world: World, at: At, mine: Mine): HttpHandler[] {
  const list = (request: Request, client?: string) => {
    const url = new URL(request.url);
    const { searchParams: query } = url;
    const kinds = query.get('kind')?.split(',');
    const only = (name: string, is: boolean) =>
      query.get(name) === null || is === (query.get(name) === 'true');
    const rows = [...world.notes.values()]
      .filter((note) => (client ?? note.client_id) === note.client_id)
      .filter((note) => (query.get('home') ?? note.care_home_id) === note.care_home_id)
      .filter((note) => kinds?.includes(note.kind) ?? true)
      .filter((note) => only('flagged', note.flagged) && only('late', note.late))
      .filter((note) => (query.get('author') ?? note.author_id) === note.author_id)
      .filter((note) => within(note.occurred_at, query))
      .toSorted((a, b) => b.id.localeCompare(a.id));
    return pageOf(rows, url);
  };
  return [
    http.get(
      at('/note-kinds'),
      mine(({ request }) => pageOf(world.noteKinds, new URL(request.url))),
    ),
    http.get(
      at('/notes/missing'),
      mine(({ request }) => pageOf(world.missing, new URL(request.url))),
    ),
    http.get(
      at('/notes'),
      mine(({ request }) => list(request)),
    ),
    http.get(
      at('/clients/:id/notes'),
      mine((asked) =>
        world.clients.has(idIn(asked)) ? list(asked.request, idIn(asked)) : problem('not_found'),
      ),
    ),
    http.get(
      at('/clients/:id/measures'),
      mine((asked) => (world.clients.has(idIn(asked)) ? answer(world.measures) : problem('not_found'))),
    ),
    http.get(
      at('/notes/:id'),
      mine((asked) => {
        const note = world.notes.get(idIn(asked));
        const addenda = world.addenda.filter((one) => one.note_id === note?.id);
        return note ? answer({ note, addenda }) : problem('not_found');
      }),
    ),
    http.post(
      at('/notes/:id/addenda'),
      mine((asked) =>
        once(world, asked, async () => {
          const note = world.notes.get(idIn(asked));
          if (!note) return problem('not_found');
          const body = await bodyOf(asked.request, ['kind', 'text'], ['kind', 'text']);
          if (body instanceof Response) return body;
          const { kind, text } = body as unknown as AddendumIn;
          if (kind !== 'addendum' && kind !== 'strike_out')
            return invalid('kind', 'unknown', 'Choose one of the kinds.');
          if (kind === 'strike_out' && note.struck_at) return problem('duplicate');
          const struck = { struck_at: NOW, struck_because: text, can: ['add'] };
          world.notes.set(note.id, {
            ...note,
            addenda: note.addenda + 1,
            ...(kind === 'strike_out' ? struck : {}),
          });
          const row = {
            id: idOf('request', 2000 + world.addenda.length),
            note_id: note.id,
            kind,
            text,
            author_id: idOf('person', 1),
            recorded_at: NOW,
          };
          world.addenda.push(row);
          return { status: 201, find: () => row };
        }),
      ),
    ),
  ];
}

function reviews(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/care-plan-reviews'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const before = query.get('due_before');
        const rows = [...world.reviews.values()]
          .filter((row) => (query.get('home') ?? row.holding_home_id) === row.holding_home_id)
          .filter((row) => (query.get('status') ?? row.status) === row.status)
          .filter((row) => before === null || row.due_on < before)
          .toSorted((a, b) => a.due_on.localeCompare(b.due_on));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/care-plan-reviews/:id'),
      mine((asked) => found(world.reviews.get(idIn(asked)))),
    ),
  ];
}
