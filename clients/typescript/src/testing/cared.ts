import type {
  CarePlanReviewOut,
  HandoverItemOut,
  HandoverOut,
  HandoverWithItemsOut,
  NoteOut,
  TaskOut,
  TaskRecordOut,
} from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';

const HOME = idOf('home', 1);
const CLIENT = { client_id: idOf('client', 1), client_name: 'Agnes Whitlock' };

/** A task of the morning that is late: due by 11:00 and not done at noon, unless it says otherwise. */
export function aTask(fields: Partial<TaskOut> = {}, number?: number): TaskOut {
  const n = nextOf('task', number);
  return {
    id: idOf('task', n),
    version: 1,
    ...CLIENT,
    care_home_id: HOME,
    room_name: '4',
    kind: 'scheduled',
    domain: 'nutrition_hydration',
    title: 'Offer a drink',
    instructions: 'Stay until at least half is drunk.',
    people: 1,
    care_day: '2026-11-23',
    due_from: '2026-11-23T10:00:00Z',
    due_by: '2026-11-23T11:00:00Z',
    missed_after: '2026-11-23T13:00:00Z',
    missed_at: null,
    assignee_id: null,
    assignee_name: null,
    claimed_by: null,
    claimed_by_name: null,
    named_only: false,
    note: null,
    status: 'due',
    status_reason: null,
    last_ordinal: 0,
    awaits_confirmation: false,
    created_at: NOW,
    archived_at: null,
    can: ['record', 'claim', 'assign', 'note', 'archive'],
    ...fields,
  };
}

/** What came of it: half of a drink. */
export function aTaskRecord(fields: Partial<TaskRecordOut> = {}, number?: number): TaskRecordOut {
  const n = nextOf('record', number);
  return {
    id: idOf('record', n),
    task_id: idOf('task', 1),
    ordinal: n,
    outcome: 'partly',
    reason: null,
    note: 'Half of it',
    measures: { ml: 120 },
    occurred_at: NOW,
    recorded_at: NOW,
    device_at: null,
    late: false,
    author_id: idOf('person', 2),
    author_name: 'Ben Carter',
    claimed_author: null,
    confirms_ordinal: null,
    ...fields,
  };
}

/** A note for the next shift. */
export function aNote(fields: Partial<NoteOut> = {}, number?: number): NoteOut {
  const n = nextOf('note', number);
  return {
    id: idOf('note', n),
    ...CLIENT,
    care_home_id: HOME,
    kind: 'health',
    text: 'Coughing since breakfast, no temperature.',
    measures: {},
    flagged: true,
    late: false,
    occurred_at: NOW,
    recorded_at: NOW,
    device_at: null,
    author_id: idOf('person', 2),
    author_name: 'Ben Carter',
    claimed_author: null,
    addenda: 0,
    struck_at: null,
    struck_by_name: null,
    struck_because: null,
    can: ['add', 'strike_out'],
    ...fields,
  };
}

/** A line of a handover. */
export function aHandoverItem(fields: Partial<HandoverItemOut> = {}, number?: number): HandoverItemOut {
  const n = nextOf('item', number);
  return {
    id: idOf('item', n),
    version: 1,
    handover_id: idOf('handover', 1),
    care_home_id: HOME,
    unit_id: null,
    care_day: '2026-11-23',
    ...CLIENT,
    room_name: '4',
    kind: 'health',
    priority: 'high',
    text: 'Her ankle is swollen. The doctor comes at ten.',
    note_id: null,
    note_kind: null,
    note_text: null,
    note_measures: null,
    task_id: null,
    task_title: null,
    status: 'open',
    closed_because: null,
    created_at: NOW,
    created_by_name: 'Ben Carter',
    can: ['close'],
    ...fields,
  };
}

/** What the early shift of a home leaves. Its items stand in `aHandoverPage`. */
export function aHandover(fields: Partial<HandoverOut> = {}, number?: number): HandoverOut {
  const n = nextOf('handover', number);
  return {
    id: idOf('handover', n),
    version: 1,
    care_home_id: HOME,
    unit_id: null,
    unit_name: null,
    care_day: '2026-11-23',
    shift: 'early',
    summary: 'Quiet until five.',
    created_at: NOW,
    created_by: idOf('person', 3),
    created_by_name: 'Carol Nkemelu',
    archived_at: null,
    items: 1,
    open_items: 1,
    acknowledged: 0,
    acknowledged_by_me: false,
    can: ['add_item', 'acknowledge'],
    ...fields,
  };
}

/** A handover as its page has it: one item, nobody has read it, Ben comes on. */
export function aHandoverPage(fields: Partial<HandoverWithItemsOut> = {}): HandoverWithItemsOut {
  const handover = fields.handover ?? aHandover({}, 1);
  return {
    handover,
    items: [aHandoverItem({ handover_id: handover.id }, 1)],
    changes: [],
    concerns: [],
    acknowledged: [],
    incoming: [
      {
        profile_id: idOf('person', 2),
        name: 'Ben Carter',
        shift_starts_at: '2026-11-23T14:00:00Z',
        acknowledged_at: null,
      },
    ],
    ...fields,
  };
}

/** A review that should have been held a week ago. */
export function aReview(fields: Partial<CarePlanReviewOut> = {}, number?: number): CarePlanReviewOut {
  const n = nextOf('review', number);
  return {
    id: idOf('review', n),
    version: 1,
    ...CLIENT,
    holding_home_id: HOME,
    care_plan_id: idOf('request', 900 + n),
    due_on: '2026-11-16',
    reason: 'routine',
    detail: null,
    status: 'due',
    involved: [],
    created_at: NOW,
    can: ['update', 'hold', 'cancel'],
    ...fields,
  };
}
