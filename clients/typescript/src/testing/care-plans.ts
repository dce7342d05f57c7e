import { http, type HttpHandler } from 'msw';
import type {
  CarePlanOut,
  CarePlanReadIn,
  CarePlanReviewHoldIn,
  CarePlanVersionIn,
  CarePlanVersionOut,
  CarePlanVersionPatch,
  TaskDefinitionIn,
} from '../generated/types.gen.js';
import { answer, problem } from './answers.js';
import { aReview } from './cared.js';
import { idOf, NOW } from './factories.js';
import { aPlanRead, aPlanVersion, aTaskDefinition, planVersionBrief } from './plans.js';
import { archive, found, patch, restore, step, type At, type Mine } from './records.js';
import { bodyOf, changed, idIn, matched, once, pageOf, type Asked } from './rules.js';
import type { World } from './world.js';

const VERSION = ['domains', 'sections', 'change_reason', 'consent_note', 'based_on_id'];
const TASK = [
  'domain',
  'title',
  'instructions',
  'kind',
  'every_days',
  'weekdays',
  'starts_on',
  'ends_on',
  'times',
  'due_minutes',
  'missed_minutes',
  'min_interval_minutes',
  'max_per_day',
  'people',
  'assignee_id',
  'shift_template_id',
  'named_only',
  'position',
];

/** Plans as far as their life goes; what a comparison or a summary finds, a test answers itself. */
export function carePlans(world: World, at: At, mine: Mine): HttpHandler[] {
  return [...versions(world, at, mine), ...tasks(world, at, mine), ...reviews(world, at, mine)];
}

const newest = (a: CarePlanVersionOut, b: CarePlanVersionOut) => b.number - a.number;
const listed = (rows: readonly unknown[], asked: Asked) => pageOf([...rows], new URL(asked.request.url));

function versions(world: World, at: At, mine: Mine): HttpHandler[] {
  const of = (client: string) =>
    [...world.planVersions.values()].filter((row) => row.client_id === client).toSorted(newest);
  const plan = (client: string): CarePlanOut | undefined => {
    const all = of(client);
    const first = all.at(-1);
    const due = [...world.reviews.values()].filter((row) => row.client_id === client && row.status === 'due');
    return (
      first && {
        id: first.care_plan_id,
        version: 1,
        client_id: client,
        created_at: first.created_at,
        can: ['start_version'],
        active: all.find((row) => row.status === 'active') ?? null,
        drafts: all.filter((row) => row.status === 'draft' || row.status === 'in_review'),
        next_review: due[0] ?? null,
        sleep:
          [...world.sleeps.values()].find((row) => row.client_id === client && row.status === 'asleep') ??
          null,
      }
    );
  };
  const move =
    (from: CarePlanVersionOut['status'][], status: CarePlanVersionOut['status']) => (asked: Asked) =>
      once(world, asked, async () => {
        const can = aPlanVersion({ status }).can;
        return step(world.planVersions, asked, (row) => from.includes(row.status), { status, can });
      });
  return [
    http.get(
      at('/clients/:id/care-plan'),
      mine((asked) => found(plan(idIn(asked)))),
    ),
    http.post(
      at('/clients/:id/care-plan'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = idIn(asked);
          if (of(client).length > 0) return problem('duplicate');
          const row = aPlanVersion({ client_id: client, status: 'draft', sections: {} }, 1);
          world.planVersions.set(row.id, row);
          return { status: 201, find: () => plan(client) };
        }),
      ),
    ),
    http.get(
      at('/clients/:id/care-plan-versions'),
      mine((asked) => listed(of(idIn(asked)).map(planVersionBrief), asked)),
    ),
    http.post(
      at('/care-plans/:id/versions'),
      mine((asked) =>
        once(world, asked, async () => {
          const all = [...world.planVersions.values()].filter((row) => row.care_plan_id === idIn(asked));
          const first = all[0];
          if (!first) return problem('not_found');
          const body = await bodyOf(asked.request, ['change_reason', 'consent_note', 'from_version_id']);
          if (body instanceof Response) return body;
          const said = body as CarePlanVersionIn;
          const active = all.find((row) => row.status === 'active');
          const from = world.planVersions.get(said.from_version_id ?? '') ?? active;
          const n = Math.max(...all.map((row) => row.number)) + 1;
          const fields = {
            client_id: first.client_id,
            care_plan_id: first.care_plan_id,
            status: 'draft',
            sections: from?.sections ?? {},
            based_on_id: active?.id ?? null,
            change_reason: said.change_reason ?? null,
          } as const;
          const row = aPlanVersion(fields, n);
          world.planVersions.set(row.id, row);
          return { status: 201, find: () => world.planVersions.get(row.id) };
        }),
      ),
    ),
    http.get(
      at('/care-plan-versions/:id'),
      mine((asked) => found(world.planVersions.get(idIn(asked)))),
    ),
    http.patch(
      at('/care-plan-versions/:id'),
      mine((asked) =>
        matched(world.planVersions, asked, async (row) => {
          const body = await bodyOf(asked.request, VERSION);
          if (body instanceof Response) return body;
          if (row.status !== 'draft') return problem('illegal_transition');
          const { domains, sections, ...rest } = body as CarePlanVersionPatch;
          const next = { ...(sections ?? row.sections), ...domains };
          const kept = Object.fromEntries(Object.entries(next).filter(([, section]) => section !== null));
          const fields = { ...rest, sections: kept, domains: Object.keys(kept).toSorted() };
          return answer(changed(world.planVersions, row, fields as Partial<CarePlanVersionOut>));
        }),
      ),
    ),
    http.post(at('/care-plan-versions/:id/submit'), mine(move(['draft'], 'in_review'))),
    http.post(at('/care-plan-versions/:id/send-back'), mine(move(['in_review'], 'draft'))),
    http.post(at('/care-plan-versions/:id/withdraw'), mine(move(['draft', 'in_review'], 'withdrawn'))),
    http.post(at('/care-plan-versions/:id/cease'), mine(move(['active'], 'withdrawn'))),
    http.post(
      at('/care-plan-versions/:id/publish'),
      mine((asked) =>
        once(world, asked, async () => {
          const before = world.planVersions.get(idIn(asked));
          const active = before && of(before.client_id).find((row) => row.status === 'active');
          if (before && (before.based_on_id ?? null) !== (active?.id ?? null)) return problem('plan_changed');
          const fields = {
            status: 'active',
            can: ['cease'],
            published_at: NOW,
            effective_from: NOW,
          } as const;
          const done = step(
            world.planVersions,
            asked,
            (row) => row.status === 'in_review' || (row.kind === 'initial' && row.status === 'draft'),
            {
              ...fields,
              can: [...fields.can],
            },
          );
          if (done instanceof Response) return done;
          if (active) changed(world.planVersions, active, { status: 'superseded', can: [] });
          const find = () => ({
            version: done.find(),
            superseded_version_id: active?.id ?? null,
            tasks_added: [],
            tasks_changed: [],
            tasks_ended: [],
            due_cancelled: 0,
            due_made: 0,
          });
          return { status: 200, find };
        }),
      ),
    ),
    http.get(
      at('/care-plan-versions/:id/reads'),
      mine((asked) =>
        listed(
          world.planReads.filter((row) => row.care_plan_version_id === idIn(asked)),
          asked,
        ),
      ),
    ),
    http.post(
      at('/care-plan-versions/:id/reads'),
      mine((asked) =>
        once(world, asked, async () => {
          const version = world.planVersions.get(idIn(asked));
          if (!version) return problem('not_found');
          const body = await bodyOf(asked.request, ['shown_at', 'confirmed_at', 'copy_age_seconds']);
          if (body instanceof Response) return body;
          const me = world.session?.person?.id ?? idOf('person', 1);
          const mineThere = (row: { profile_id: string; care_plan_version_id: string }) =>
            row.profile_id === me && row.care_plan_version_id === version.id;
          if (world.planReads.some((row) => mineThere(row) && row.confirmed_at)) return problem('duplicate');
          const { shown_at, ...said } = body as CarePlanReadIn;
          const read = aPlanRead(
            {
              ...said,
              shown_at: shown_at ?? NOW,
              profile_id: me,
              care_plan_version_id: version.id,
              number: version.number,
            },
            1000 + world.planReads.length,
          );
          world.planReads.push(read);
          return { status: 201, find: () => read };
        }),
      ),
    ),
  ];
}

function tasks(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/care-plan-versions/:id/task-definitions'),
      mine((asked) =>
        listed(
          [...world.definitions.values()].filter(
            (row) => row.care_plan_version_id === idIn(asked) && !row.archived_at,
          ),
          asked,
        ),
      ),
    ),
    http.post(
      at('/care-plan-versions/:id/task-definitions'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request, [...TASK, 'lineage_id'], ['domain', 'title']);
          if (body instanceof Response) return body;
          const said = Object.entries(body as unknown as TaskDefinitionIn).filter(([, v]) => v !== null);
          const row = aTaskDefinition(
            { ...Object.fromEntries(said), care_plan_version_id: idIn(asked) },
            1000 + world.definitions.size,
          );
          world.definitions.set(row.id, row);
          return { status: 201, find: () => world.definitions.get(row.id) };
        }),
      ),
    ),
    http.patch(
      at('/task-definitions/:id'),
      mine((asked) => patch(world.definitions, asked, TASK)),
    ),
    http.post(
      at('/task-definitions/:id/archive'),
      mine((asked) => archive(world, world.definitions, asked)),
    ),
    http.post(
      at('/task-definitions/:id/restore'),
      mine((asked) => restore(world, world.definitions, asked)),
    ),
  ];
}

function reviews(world: World, at: At, mine: Mine): HttpHandler[] {
  const all = () => [...world.reviews.values()].toSorted((a, b) => a.due_on.localeCompare(b.due_on));
  return [
    http.get(
      at('/clients/:id/care-plan-reviews'),
      mine((asked) =>
        listed(
          all().filter((row) => row.client_id === idIn(asked)),
          asked,
        ),
      ),
    ),
    http.post(
      at('/care-plan-reviews/:id/hold'),
      mine((asked) =>
        once(world, asked, async () => {
          const known = ['outcome', 'held_on', 'involved', 'note', 'next_due_on'];
          const body = await bodyOf(asked.request.clone() as Request, known, ['outcome']);
          if (body instanceof Response) return body;
          const said = body as unknown as CarePlanReviewHoldIn;
          const next_due_on = said.next_due_on ?? (said.outcome === 'ceased' ? null : '2026-12-29');
          const fields = { ...said, next_due_on, held_on: said.held_on ?? NOW.slice(0, 10) };
          const done = step(world.reviews, asked, (row) => row.status === 'due', {
            ...fields,
            involved: said.involved ?? [],
            status: 'held',
            can: [],
          });
          if (done instanceof Response) return done;
          const held = done.find()!;
          if (next_due_on) {
            const { client_id, client_name, holding_home_id } = held;
            const next = aReview(
              { client_id, client_name, holding_home_id, due_on: next_due_on },
              1000 + world.reviews.size,
            );
            world.reviews.set(next.id, next);
          }
          return done;
        }),
      ),
    ),
  ];
}
