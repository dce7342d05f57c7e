import { http, type HttpHandler } from 'msw';
import type { CarePlanConfirmIn, CarePlanVersionOut } from '../generated/types.gen.js';
import { invalid, problem } from './answers.js';
import { NOW } from './factories.js';
import { aPlanVersion } from './plans.js';
import { step, type At, type Mine } from './records.js';
import { bodyOf, idIn, once } from './rules.js';
import type { World } from './world.js';

/** The initial plan of somebody who has moved in without one, and a plan that slept between two stays. */
export function planBeginnings(world: World, at: At, mine: Mine): HttpHandler[] {
  const of = (client: string) => [...world.planVersions.values()].filter((row) => row.client_id === client);
  const begun = ({ kind, status }: CarePlanVersionOut) =>
    status === 'active' || (kind === 'initial' && (status === 'draft' || status === 'in_review'));
  return [
    http.post(
      at('/clients/:id/care-plan/initial'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = idIn(asked);
          if (!world.clients.has(client)) return problem('not_found');
          const body = await bodyOf(asked.request, ['change_reason']);
          if (body instanceof Response) return body;
          const all = of(client);
          if (all.some(begun)) return problem('illegal_transition');
          const row = aPlanVersion(
            {
              client_id: client,
              kind: 'initial',
              status: 'draft',
              sections: { safety_environment: { risks: '- Allergies: nobody has asked yet' } },
              change_reason: (body['change_reason'] as string | undefined) ?? null,
              based_on_id: null,
            },
            Math.max(0, ...all.map(({ number }) => number)) + 1,
          );
          world.planVersions.set(row.id, row);
          return { status: 201, find: () => world.planVersions.get(row.id) };
        }),
      ),
    ),
    http.post(
      at('/care-plan-sleeps/:id/confirm'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request.clone() as Request, ['verdict', 'note'], ['verdict']);
          if (body instanceof Response) return body;
          const { verdict, note } = body as unknown as CarePlanConfirmIn;
          if (verdict === 'needs_change' && !note)
            return invalid('note', 'required', 'Say what has to change.');
          const right = verdict === 'still_right';
          return step(world.sleeps, asked, (row) => row.status === 'asleep', {
            verdict,
            note: note ?? null,
            said_at: NOW,
            said_by: world.session?.person?.id ?? null,
            said_by_name: world.session?.person?.name ?? null,
            ...(right ? { status: 'awake', woke_at: NOW } : {}),
            can: right ? [] : ['confirm'],
          });
        }),
      ),
    ),
  ];
}
