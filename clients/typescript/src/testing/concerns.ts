import type { ConcernOut } from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';

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
