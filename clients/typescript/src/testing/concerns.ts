import { http, type HttpHandler } from 'msw';
import type { ConcernOut } from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';
import { found, step, type At, type Mine } from './records.js';
import { bodyOf, idIn, once, pageOf } from './rules.js';
import type { World } from './world.js';

/** A worry that nobody sees to yet, unless it says otherwise. */
export function aConcern(fields: Partial<ConcernOut> = {}, number?: number): ConcernOut {
  const n = nextOf('concern', number);
  return {
    id: idOf('concern', n),
    version: 1,
    client_id: idOf('client', 1),
    client_name: 'Agnes Whitlock',
    care_home_id: idOf('home', 1),
    category: 'skin',
    urgent: false,
    text: 'Her heel is red and warm',
    occurred_at: NOW,
    device_at: null,
    recorded_at: NOW,
    late: false,
    author_id: idOf('person', 2),
    author_name: 'Ben Okafor',
    status: 'raised',
    acknowledged_at: null,
    acknowledged_by: null,
    acknowledged_by_name: null,
    outcome: null,
    closed_at: null,
    closed_by_name: null,
    can: ['acknowledge'],
    ...fields,
  };
}

/** Concerns of a home, and the two steps of whoever runs its shift. */
export function concerns(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/concerns'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const rows = [...world.concerns.values()]
          .filter((row) => (query.get('home') ?? row.care_home_id) === row.care_home_id)
          .filter((row) => query.get('open') !== 'true' || row.status !== 'closed')
          .toSorted((a, b) => b.id.localeCompare(a.id));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/concerns/:id'),
      mine((asked) => found(world.concerns.get(idIn(asked)))),
    ),
    http.post(
      at('/concerns/:id/acknowledge'),
      mine((asked) =>
        once(world, asked, async () =>
          step(world.concerns, asked, (row) => row.status === 'raised', {
            status: 'acknowledged',
            acknowledged_at: NOW,
            acknowledged_by: world.session?.person?.id ?? null,
            acknowledged_by_name: world.session?.person?.name ?? null,
            can: ['close'],
          }),
        ),
      ),
    ),
    http.post(
      at('/concerns/:id/close'),
      mine((asked) =>
        once(world, asked, async () => {
          const body = await bodyOf(asked.request.clone() as Request, ['outcome'], ['outcome']);
          if (body instanceof Response) return body;
          return step(world.concerns, asked, (row) => row.status !== 'closed', {
            status: 'closed',
            outcome: String(body['outcome']),
            closed_at: NOW,
            closed_by_name: world.session?.person?.name ?? null,
            can: [],
          });
        }),
      ),
    ),
  ];
}
