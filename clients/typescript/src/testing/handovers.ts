import { http, type HttpHandler } from 'msw';
import type {
  HandoverIn,
  HandoverItemIn,
  HandoverItemOut,
  HandoverWithItemsOut,
} from '../generated/types.gen.js';
import { answer, invalid, problem } from './answers.js';
import { aHandover, aHandoverItem } from './cared.js';
import { NOW } from './factories.js';
import type { At, Mine } from './records.js';
import { bodyOf, idIn, matches, once, pageOf } from './rules.js';
import type { World } from './world.js';

/** What a shift leaves to the next: once for each home, unit, care day and shift. */
export function handovers(world: World, at: At, mine: Mine): HttpHandler[] {
  const put = (page: HandoverWithItemsOut) => world.handovers.set(page.handover.id, page);
  return [
    http.get(
      at('/handovers'),
      mine(({ request }) => {
        const url = new URL(request.url);
        const { searchParams: query } = url;
        const rows = [...world.handovers.values()]
          .map(({ handover, items, acknowledged }) => ({
            ...handover,
            items: items.length,
            open_items: items.filter((item) => item.status === 'open').length,
            acknowledged: acknowledged.length,
          }))
          .filter((row) => (query.get('home') ?? row.care_home_id) === row.care_home_id)
          .filter((row) => (query.get('unit') ?? row.unit_id) === row.unit_id)
          .filter((row) => (query.get('shift') ?? row.shift) === row.shift)
          .toSorted((a, b) => b.care_day.localeCompare(a.care_day) || b.id.localeCompare(a.id));
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/handovers/:id'),
      mine((asked) => {
        const page = world.handovers.get(idIn(asked));
        if (!page) return problem('not_found');
        const concerns = page.concerns.map((one) => world.concerns.get(one.id) ?? one);
        return answer({ ...page, concerns });
      }),
    ),
    http.post(
      at('/handovers'),
      mine((asked) =>
        once(world, asked, async () => {
          const known = ['care_day', 'care_home_id', 'shift', 'summary', 'unit_id'];
          const body = await bodyOf(asked.request, known, ['care_home_id', 'shift']);
          if (body instanceof Response) return body;
          const { care_home_id, shift, summary, unit_id, care_day } = body as unknown as HandoverIn;
          if (!world.homes.has(care_home_id))
            return invalid('care_home_id', 'reference', 'Choose one of your homes.');
          const day = care_day ?? '2026-11-23';
          const twice = [...world.handovers.values()].some(
            ({ handover: one }) =>
              one.care_home_id === care_home_id &&
              one.shift === shift &&
              one.care_day === day &&
              (one.unit_id ?? null) === (unit_id ?? null),
          );
          if (twice) return problem('duplicate');
          const flagged = [...world.notes.values()].filter((note) => note.flagged && !note.struck_at);
          const handover = aHandover(
            { care_home_id, shift, summary: summary ?? null, unit_id: unit_id ?? null, care_day: day },
            1000 + world.handovers.size,
          );
          const items = flagged.map((note, i) =>
            aHandoverItem(
              {
                handover_id: handover.id,
                text: null,
                note_id: note.id,
                note_text: note.text ?? null,
                note_kind: note.kind,
              },
              1000 + i,
            ),
          );
          put({ handover, items, changes: [], concerns: [], acknowledged: [], incoming: [] });
          return { status: 201, find: () => world.handovers.get(handover.id)!.handover };
        }),
      ),
    ),
    http.post(
      at('/handovers/:id/items'),
      mine((asked) =>
        once(world, asked, async () => {
          const page = world.handovers.get(idIn(asked));
          if (!page) return problem('not_found');
          const body = await bodyOf(
            asked.request,
            ['client_id', 'kind', 'priority', 'text'],
            ['kind', 'text'],
          );
          if (body instanceof Response) return body;
          const said = body as unknown as HandoverItemIn;
          const client = world.clients.get(said.client_id ?? '');
          const item = aHandoverItem(
            {
              ...said,
              priority: said.priority ?? 'medium',
              handover_id: page.handover.id,
              client_id: client?.id ?? null,
              client_name: client ? `${client.given_name} ${client.family_name}` : null,
              room_name: client?.room_name ?? null,
            },
            2000 + page.items.length,
          );
          put({ ...page, items: [...page.items, item] });
          return { status: 201, find: () => item };
        }),
      ),
    ),
    http.post(
      at('/handovers/:id/acknowledge'),
      mine((asked) =>
        once(world, asked, async () => {
          const page = world.handovers.get(idIn(asked));
          if (!page) return problem('not_found');
          const body = await bodyOf(asked.request, ['occurred_at']);
          if (body instanceof Response) return body;
          const me = world.session!.person!;
          const said = page.acknowledged.find((one) => one.profile_id === me.id);
          const signature = said ?? {
            profile_id: me.id,
            name: me.name,
            occurred_at: String(body['occurred_at'] ?? NOW),
            recorded_at: NOW,
            handover_version: page.handover.version,
          };
          put({
            ...page,
            handover: {
              ...page.handover,
              acknowledged: page.handover.acknowledged + (said ? 0 : 1),
              acknowledged_by_me: true,
              can: page.handover.can.filter((verb) => verb !== 'acknowledge'),
            },
            acknowledged: said ? page.acknowledged : [...page.acknowledged, signature],
            incoming: page.incoming.map((one) =>
              one.profile_id === me.id ? { ...one, acknowledged_at: signature.occurred_at } : one,
            ),
          });
          return {
            status: 200,
            find: () => ({ handover_id: page.handover.id, stored: true, signature }),
          };
        }),
      ),
    ),
    http.post(
      at('/handover-items/:id/close'),
      mine((asked) =>
        once(world, asked, async () => {
          const id = idIn(asked);
          const page = [...world.handovers.values()].find(({ items }) => items.some((one) => one.id === id));
          const item = page?.items.find((one) => one.id === id);
          if (!page || !item) return problem('not_found');
          const body = await bodyOf(asked.request.clone() as Request, ['because'], ['because']);
          if (body instanceof Response) return body;
          const refused = matches(item, asked.request);
          if (refused) return refused;
          if (item.status === 'closed') return problem('illegal_transition');
          const next = {
            ...item,
            version: item.version + 1,
            status: 'closed',
            closed_because: body['because'] as HandoverItemOut['closed_because'],
            can: [],
          } satisfies HandoverItemOut;
          put({ ...page, items: page.items.map((one) => (one.id === id ? next : one)) });
          return { status: 200, find: () => next };
        }),
      ),
    ),
  ];
}
