import { http, type HttpHandler } from 'msw';
import type { RecordViewOut } from '../generated/types.gen.js';
import { problem } from './answers.js';
import { idOf, nextOf, NOW } from './factories.js';
import type { At, Mine } from './records.js';
import { idIn, pageOf } from './rules.js';
import type { World } from './world.js';

/** That Ben opened the record of the first resident. */
export function aRecordView(fields: Partial<RecordViewOut> = {}, number?: number): RecordViewOut {
  const n = nextOf('view', number);
  return {
    id: idOf('view', n),
    client_id: idOf('client', 1),
    care_home_id: idOf('home', 1),
    profile_id: idOf('person', 2),
    person_name: 'Ben Carter',
    kind: 'record',
    entity_id: null,
    quarter: NOW,
    recorded_at: '2026-11-23T12:04:00Z',
    ...fields,
  };
}

/** Who opened whose record. Opening one here notes nothing: a test says who did. */
export function recordViews(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/clients/:id/record-views'),
      mine((asked) => {
        const client = idIn(asked);
        if (!world.clients.has(client)) return problem('not_found');
        const url = new URL(asked.request.url);
        const person = url.searchParams.get('person');
        const rows = world.recordViews
          .filter((row) => row.client_id === client && (person ?? row.profile_id) === row.profile_id)
          .toSorted((a, b) => b.id.localeCompare(a.id));
        return pageOf(rows, url);
      }),
    ),
  ];
}
