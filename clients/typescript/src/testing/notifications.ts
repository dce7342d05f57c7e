import { http, type HttpHandler } from 'msw';
import type {
  NotificationOut,
  NotificationPreferencesIn,
  OwnWordsIn,
  RungIn,
} from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { NOW } from './factories.js';
import { aJob, aRun, aRung, someOwnWords } from './notices.js';
import { archive, found, patch, restore, step, type At, type Mine } from './records.js';
import { bodyOf, idIn, matches, once, pageOf, type Asked } from './rules.js';
import type { World } from './world.js';

const PREFERENCES = ['email', 'quiet', 'quiet_from', 'quiet_to', 'time_zone'];

/** One's inbox, one's preferences, and what the organisation sends. */
export function notifications(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    ...inbox(world, at, mine),
    ...sent(world, at, mine),
    ...ladder(world, at, mine),
    ...words(world, at, mine),
  ];
}

const urgent = ({ priority }: NotificationOut) => priority === 'high' || priority === 'critical';

function inbox(world: World, at: At, mine: Mine): HttpHandler[] {
  const all = () => [...world.notifications.values()].toSorted((a, b) => b.told_at.localeCompare(a.told_at));
  const mark = (asked: Asked, fields: Partial<NotificationOut>) =>
    once(world, asked, async () => {
      const row = world.notifications.get(idIn(asked));
      if (!row) return problem('not_found');
      // The first time counts.
      const next = {
        ...row,
        read_at: row.read_at ?? fields.read_at,
        acknowledged_at: row.acknowledged_at ?? fields.acknowledged_at,
      };
      const can = [next.read_at ? '' : 'read', next.acknowledged_at ? '' : 'acknowledge'].filter(Boolean);
      world.notifications.set(row.id, { ...next, can });
      return { status: 200, find: () => world.notifications.get(row.id) };
    });
  return [
    http.get(
      at('/notifications'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const only = (name: string, is: (row: NotificationOut) => boolean) => (row: NotificationOut) => {
          const asked = url.searchParams.get(name);
          return asked === null || is(row) === (asked === 'true');
        };
        const home = url.searchParams.get('home');
        const rows = all()
          .filter(only('unread', (row) => !row.read_at))
          .filter(only('urgent', urgent))
          .filter((row) => home === null || row.care_home_id === home);
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/notifications/unread'),
      mine(() =>
        answer({
          unread: all().filter((row) => !row.read_at).length,
          urgent: all().filter((row) => urgent(row) && !row.acknowledged_at).length,
        }),
      ),
    ),
    http.post(
      at('/notifications/read'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request, ['until'], ['until']);
          if (body instanceof Response) return body;
          const until = Date.parse(String(body['until']));
          const rows = all().filter((row) => !row.read_at && Date.parse(row.told_at) <= until);
          for (const row of rows)
            world.notifications.set(row.id, {
              ...row,
              read_at: NOW,
              can: row.can.filter((verb) => verb !== 'read'),
            });
          return { status: 200, find: () => ({ marked: rows.length }) };
        }),
      ),
    ),
    http.get(
      at('/notifications/:id'),
      mine((asked) => found(world.notifications.get(idIn(asked)))),
    ),
    http.post(
      at('/notifications/:id/read'),
      mine((asked) => mark(asked, { read_at: NOW })),
    ),
    http.post(
      at('/notifications/:id/acknowledge'),
      mine((asked) => mark(asked, { read_at: NOW, acknowledged_at: NOW })),
    ),
    http.get(
      at('/notification-preferences'),
      mine(() => answer(world.notificationPreferences)),
    ),
    http.patch(
      at('/notification-preferences'),
      mine(async ({ request }) => {
        const now = world.notificationPreferences;
        const refused = matches(now, request);
        if (refused) return refused;
        const body = await bodyOf(request, PREFERENCES, ['email', 'quiet']);
        if (body instanceof Response) return body;
        const said = body as unknown as NotificationPreferencesIn;
        if (said.quiet === 'own' && !said.quiet_from)
          return invalid('quiet_from', 'required', 'Say from when to when.');
        world.notificationPreferences = {
          ...now,
          quiet_from: null,
          quiet_to: null,
          time_zone: null,
          ...said,
          version: now.version + 1,
        };
        return answer(world.notificationPreferences);
      }),
    ),
  ];
}

function sent(world: World, at: At, mine: Mine): HttpHandler[] {
  const turned = <T extends { id: string; can: string[] }>(
    rows: Map<string, T>,
    asked: Asked,
    verb: string,
    fields: Partial<T>,
  ) =>
    once(world, asked, async () => {
      const row = rows.get(idIn(asked));
      if (!row) return problem('not_found');
      if (!row.can.includes(verb)) return problem('forbidden');
      rows.set(row.id, { ...row, ...fields, can: [] });
      return { status: 200, find: () => rows.get(row.id) };
    });
  return [
    http.get(
      at('/notification-deliveries'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const rows = [...world.deliveries.values()]
          .filter((row) => (query.get('status') ?? row.status) === row.status)
          .filter((row) => (query.get('channel') ?? row.channel) === row.channel)
          .filter((row) => (query.get('home') ?? row.care_home_id) === row.care_home_id);
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/notification-deliveries/waiting'),
      mine(() => answer(world.waiting, { more: { next_cursor: null } })),
    ),
    http.get(
      at('/notification-deliveries/:id'),
      mine((asked) => found(world.deliveries.get(idIn(asked)))),
    ),
    http.post(
      at('/notification-deliveries/:id/replay'),
      mine((asked) => turned(world.deliveries, asked, 'replay', { status: 'replayed' })),
    ),
    http.get(
      at('/notification-channels'),
      mine(() => answer([...world.channels.values()], { more: { next_cursor: null } })),
    ),
    http.post(
      at('/notification-channels/:id/resume'),
      mine((asked) =>
        turned(world.channels, asked, 'resume', { status: 'open', code: null, probe_at: null }),
      ),
    ),
  ];
}

function ladder(world: World, at: At, mine: Mine): HttpHandler[] {
  const there = (row: { archived_at?: string | null }, query: URLSearchParams) =>
    Boolean(row.archived_at) === (query.get('archived') === 'only');
  return [
    http.get(
      at('/escalation-steps'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const rows = [...world.ladder.values()]
          .filter((row) => there(row, url.searchParams))
          .toSorted((a, b) => a.step - b.step || a.id.localeCompare(b.id));
        return pageOf(rows, url);
      }),
    ),
    http.post(
      at('/escalation-steps'),
      mine((asked) =>
        once(world, asked, async () => {
          const fields = ['step', 'after_minutes', 'who'];
          const body = await bodyOf(asked.request, fields, fields);
          if (body instanceof Response) return body;
          const said = body as unknown as RungIn;
          const taken = [...world.ladder.values()].some(
            (row) => !row.archived_at && row.step === said.step && row.who === said.who,
          );
          if (taken)
            return problem('duplicate', {
              fields: [{ path: 'who', code: 'taken', message: 'They stand on this rung already.' }],
            });
          const rung = aRung({ ...said }, 1000 + world.ladder.size);
          world.ladder.set(rung.id, rung);
          return { status: 201, find: () => world.ladder.get(rung.id) };
        }),
      ),
    ),
    http.get(
      at('/escalation-steps/:id'),
      mine((asked) => found(world.ladder.get(idIn(asked)))),
    ),
    http.patch(
      at('/escalation-steps/:id'),
      mine((asked) => patch(world.ladder, asked, ['after_minutes', 'who'])),
    ),
    http.post(
      at('/escalation-steps/:id/archive'),
      mine((asked) => archive(world, world.ladder, asked)),
    ),
    http.post(
      at('/escalation-steps/:id/restore'),
      mine((asked) => restore(world, world.ladder, asked)),
    ),
  ];
}

function words(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/notification-kinds'),
      mine(() => answer(world.kinds, { more: { next_cursor: null } })),
    ),
    http.get(
      at('/notification-words'),
      mine(({ request }) =>
        pageOf(
          [...world.ownWords.values()].filter((row) => !row.archived_at),
          new URL(request.url),
        ),
      ),
    ),
    http.post(
      at('/notification-words'),
      mine((asked) =>
        once(world, asked, async () => {
          const fields = ['kind', 'channel', 'subject', 'body'];
          const body = await bodyOf(asked.request, fields, fields);
          if (body instanceof Response) return body;
          const made = someOwnWords({ ...(body as unknown as OwnWordsIn) }, 1000 + world.ownWords.size);
          world.ownWords.set(made.id, made);
          return { status: 201, find: () => world.ownWords.get(made.id) };
        }),
      ),
    ),
    http.get(
      at('/notification-words/:id'),
      mine((asked) => found(world.ownWords.get(idIn(asked)))),
    ),
    http.patch(
      at('/notification-words/:id'),
      mine((asked) => patch(world.ownWords, asked, ['subject', 'body'])),
    ),
    http.post(
      at('/notification-words/:id/archive'),
      mine((asked) => archive(world, world.ownWords, asked)),
    ),
    http.post(
      at('/notification-words/:id/restore'),
      mine((asked) => restore(world, world.ownWords, asked)),
    ),
  ];
}

/** Jobs and their runs. What is started stays queued: nothing works it off here. */
export function schedules(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/scheduled-jobs'),
      mine(() => answer([...world.jobs.values()], { more: { next_cursor: null } })),
    ),
    http.get(
      at('/scheduled-jobs/:id'),
      mine((asked) => found(world.jobs.get(idIn(asked)))),
    ),
    http.patch(
      at('/scheduled-jobs/:id'),
      mine((asked) => patch(world.jobs, asked, ['enabled', 'cron', 'time_zone', 'catch_up_minutes'])),
    ),
    http.post(
      at('/scheduled-jobs/:id/runs'),
      mine((asked) =>
        once(world, asked, async () => {
          const job = world.jobs.get(idIn(asked));
          if (!job) return problem('not_found');
          const started = [...world.runs.values()].some(
            (run) =>
              run.scheduled_job_id === job.id && run.started_by && ['queued', 'running'].includes(run.status),
          );
          if (started) return problem('in_progress');
          const by = world.session?.person?.id ?? null;
          const fields = {
            scheduled_job_id: job.id,
            handler: job.handler,
            slot: NOW,
            status: 'queued',
            started_by: by,
          };
          const run = aRun(
            { ...fields, attempt: 0, started_at: null, finished_at: null, counted: null },
            1000 + world.runs.size,
          );
          world.runs.set(run.id, run);
          const last = {
            last_run_id: run.id,
            last_run_status: 'queued',
            last_run_slot: NOW,
            last_run_finished_at: null,
          };
          world.jobs.set(job.id, aJob({ ...job, ...last }));
          return { status: 201, find: () => world.runs.get(run.id) };
        }),
      ),
    ),
    http.get(
      at('/job-runs'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const rows = [...world.runs.values()]
          .filter((run) => (query.get('status') ?? run.status) === run.status)
          .filter((run) => (query.get('scheduled_job_id') ?? run.scheduled_job_id) === run.scheduled_job_id);
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/job-runs/:id'),
      mine((asked) => found(world.runs.get(idIn(asked)))),
    ),
    http.post(
      at('/job-runs/:id/replay'),
      mine((asked) =>
        once(world, asked, async () =>
          step(world.runs, asked, (run) => run.status === 'dead', { status: 'queued', can: [] }),
        ),
      ),
    ),
  ];
}
