import { http, type HttpHandler } from 'msw';
import type {
  HandInEntryIn,
  HandInIn,
  HandInResultOut,
  NoteIn,
  TaskRecordIn,
} from '../generated/types.gen.js';
import { answer, invalid } from './answers.js';
import { aNote, aTaskRecord } from './cared.js';
import { NOW } from './factories.js';
import type { At, Mine } from './records.js';
import { bodyOf } from './rules.js';
import type { World } from './world.js';

/** What became of an entry: stored, unless it says otherwise. */
export function aHandInResult(fields: Partial<HandInResultOut> = {}): HandInResultOut {
  return {
    key: 'a-key-of-the-device',
    stored: true,
    replayed: false,
    id: aNote().id,
    late: true,
    occurred_at: NOW,
    recorded_at: NOW,
    problem: null,
    ...fields,
  };
}

/** An entry that stays where it is, with the reason. */
export function aHandInRefusal(key: string, path: string, message: string): HandInResultOut {
  const problem = {
    code: 'invalid',
    message: 'Something in it is not right.',
    fields: [{ path, code: 'not_possible', message }],
    current: null,
    retryable: false,
  };
  return aHandInResult({
    key,
    stored: false,
    id: null,
    late: null,
    occurred_at: null,
    recorded_at: null,
    problem,
  });
}

/** Hand-ins: notes and records are stored as the manager's, with who is claimed beside them. */
export function handIns(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.post(
      at('/hand-ins'),
      mine(async ({ request }) => {
        const body = await bodyOf(request, ['author_id', 'entries'], ['author_id', 'entries']);
        if (body instanceof Response) return body;
        const { author_id, entries } = body as unknown as HandInIn;
        if (entries.length < 1 || entries.length > 50) {
          return invalid('entries', entries.length < 1 ? 'too_short' : 'too_long', 'Send 1 to 50 entries.');
        }
        return answer({ results: entries.map((entry) => kept(world, author_id, entry)) });
      }),
    ),
  ];
}

function kept(world: World, author: string, entry: HandInEntryIn): HandInResultOut {
  const { key, about_id } = entry;
  const before = world.handedIn.get(`${author}:${key}`);
  if (before) return { ...before, replayed: true };
  const by = world.session?.person;
  const whose = {
    author_id: by?.id ?? author,
    author_name: by?.name ?? null,
    claimed_author: { id: author, name: world.people.get(author)?.name ?? null },
  };
  if (entry.kind === 'note') {
    const { kind, text, measures, flagged, occurred_at } = entry.body as unknown as NoteIn;
    const note = aNote({
      kind,
      text: text ?? null,
      measures: measures ?? {},
      flagged: flagged ?? false,
      occurred_at: occurred_at ?? NOW,
      ...whose,
      client_id: about_id,
    });
    world.notes.set(note.id, note);
    return remember(world, author, aHandInResult({ key, id: note.id }));
  }
  const task = world.tasks.get(about_id);
  if (entry.kind !== 'task_record' || !task) {
    return aHandInRefusal(
      key,
      entry.kind === 'task_record' ? 'about_id' : 'kind',
      'Only they can send this.',
    );
  }
  const records = world.records.get(about_id) ?? [];
  const ordinal = records.length + 1;
  const { outcome, reason, note } = entry.body as unknown as TaskRecordIn;
  const record = aTaskRecord({
    outcome,
    reason: reason ?? null,
    note: note ?? null,
    ...whose,
    task_id: about_id,
    ordinal,
  });
  world.records.set(about_id, [...records, record]);
  return remember(world, author, aHandInResult({ key, id: record.id }));
}

function remember(world: World, author: string, result: HandInResultOut): HandInResultOut {
  world.handedIn.set(`${author}:${result.key}`, result);
  return result;
}
