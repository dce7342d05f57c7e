import { ApiError, type ApiErrorCode } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import { canUndo, nextOf, wakeAt, type Deed, type Entry } from './entry';
import { judge } from './judge';
import { memoryStore } from './memory';
import { Outbox } from './outbox';
import { entriesOf, markOf, overlaid } from './overlay';

const asha = { id: 'asha', name: 'Asha Rahman' };
const ben = { id: 'ben', name: 'Ben Ode' };
const done = (task: string, seen = 0): Deed => ({
  kind: 'task_record',
  id: task,
  body: { outcome: 'done', last_seen_ordinal: seen, occurred_at: '2026-11-29T08:00:00Z' },
});
const note: Deed = { kind: 'note', id: 'client-1', body: { kind: 'fluid', measures: { in_ml: 200 } } };
const about = { what: 'Fluids' };

const refusal = (status: number, code: ApiErrorCode, current?: unknown) =>
  new ApiError({ status, code, message: code, current });
const page = (last_ordinal: number) => ({ task: { id: 'task-1', last_ordinal }, records: [] });

type Reply = (entry: Entry) => unknown;
/** An outbox on a clock of its own, and a server that answers as told. */
function made({
  reply = () => ({}),
  me = asha.id,
  store = memoryStore(),
}: { reply?: Reply; me?: string | null; store?: ReturnType<typeof memoryStore> } = {}) {
  const world = {
    now: 1_000_000,
    sent: [] as Entry[],
    arrived: 0,
    me,
    reply,
    store,
    reading: Promise.resolve() as Promise<void>,
  };
  const outbox = new Outbox({
    store,
    now: () => world.now,
    whoami: async () => world.me,
    send: async (entry) => {
      world.sent.push(entry);
      const answer = world.reply(entry);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    arrived: () => {
      world.arrived += 1;
      return world.reading;
    },
  });
  if (me) outbox.signedIn({ id: me, name: me });
  const later = async (ms: number) => {
    world.now += ms;
    await outbox.kick();
    // What arrived is forgotten once the screens have read.
    await world.reading;
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { outbox, world, later };
}
const put = (outbox: Outbox, deed: Deed, hold?: number) =>
  outbox.put({ deed, home: 'home-1', about, ...(hold === undefined ? {} : { hold }) });

describe('a deed that is put in', () => {
  it('is on the disk when Done is said, with its key, and goes after the six seconds', async () => {
    const { outbox, world, later } = made();
    const entry = await put(outbox, done('task-1'));
    expect(world.store.rows.get(entry.key)).toMatchObject({
      author: { id: 'asha' },
      home: 'home-1',
      state: 'queued',
      attempts: 0,
      deed: done('task-1'),
    });
    await later(5_999);
    expect(world.sent).toEqual([]);
    await later(1);
    expect(world.sent.map(({ key }) => key)).toEqual([entry.key]);
    expect(world.store.rows.size).toBe(0);
  });

  it('is taken back within them and never after, nor by somebody else', async () => {
    const { outbox, world, later } = made({ reply: () => refusal(0, 'network') });
    const first = await put(outbox, done('task-1'));
    expect(await outbox.undo(first.key)).toBe(true);
    expect(world.store.rows.size).toBe(0);
    const second = await put(outbox, done('task-1'));
    outbox.signedIn(ben);
    expect(await outbox.undo(second.key)).toBe(false);
    outbox.signedIn(asha);
    await later(6_000);
    expect(await outbox.undo(second.key)).toBe(false);
    expect(world.store.rows.get(second.key)).toMatchObject({ state: 'queued', attempts: 1 });
  });

  it('goes at once when the page is hidden', async () => {
    const { outbox, world } = made();
    await put(outbox, done('task-1'));
    await outbox.release();
    expect(world.sent).toHaveLength(1);
  });

  it('is refused where it is a prompt, where nobody is signed in, and where the device keeps nothing', async () => {
    const prompt: Deed = {
      kind: 'task_record',
      id: 't',
      body: { outcome: 'mar_checked', last_seen_ordinal: 0 },
    };
    const { outbox, world } = made();
    await expect(put(outbox, prompt)).rejects.toThrow('never kept');
    expect(world.store.rows.size).toBe(0);
    await expect(put(made({ me: null }).outbox, note)).rejects.toThrow('nobody');
    const broken = made({ store: memoryStore(true) }).outbox;
    await expect(put(broken, note)).rejects.toThrow();
    expect(broken.shown().broken).toBe(true);
  });

  it('stays on the screen until the screens have read again', async () => {
    const { outbox, world } = made();
    let read = () => {};
    world.reading = new Promise((resolve) => (read = resolve));
    await put(outbox, note, 0);
    await outbox.kick();
    expect(outbox.shown().entries).toMatchObject([{ state: 'sent' }]);
    // They could not: it is still what they show.
    world.reading = Promise.reject(new Error('no connection'));
    await outbox.kick();
    expect(outbox.shown().entries).toMatchObject([{ state: 'sent' }]);
    world.reading = Promise.resolve();
    await outbox.kick();
    read();
    await world.reading;
    await new Promise((resolve) => setTimeout(resolve));
    expect(outbox.shown().entries).toEqual([]);
  });
});

describe('what the server answers', () => {
  it('lets it wait where nothing is wrong with the entry, longer each time, under the same key', async () => {
    for (const [status, code] of [
      [0, 'network'],
      [0, 'unreadable'],
      [401, 'unauthenticated'],
      [403, 'second_factor_required'],
      [408, 'timeout'],
      [409, 'in_progress'],
      [429, 'too_many_requests'],
      [500, 'internal'],
      [503, 'unavailable'],
    ] as const) {
      const { outbox, world, later } = made({ reply: () => refusal(status, code) });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const entry = await put(outbox, done('task-1'), 0);
      // oxlint-disable-next-line no-await-in-loop
      await later(0);
      const waits = world.store.rows.get(entry.key)!;
      expect(waits, code).toMatchObject({ state: 'queued', attempts: 1, failure: { code } });
      expect(waits.notBefore).toBeGreaterThan(world.now);
      world.reply = () => ({});
      // oxlint-disable-next-line no-await-in-loop
      await outbox.retry();
      expect(world.sent.map(({ key }) => key)).toEqual([entry.key, entry.key]);
    }
    const entry = { key: 'k', attempts: 30, deed: note } as Entry;
    expect(judge(entry, { error: refusal(0, 'network') }, 0).entry.notBefore).toBe(300_000);
  });

  it('waits where the sign-in ended on the way: the "no" was not said to its author', async () => {
    const { outbox, world, later } = made();
    // A tablet that is back online signs out who had it, while the entry goes.
    world.reply = () => {
      world.me = null;
      return refusal(403, 'forbidden');
    };
    const entry = await put(outbox, done('task-1'), 0);
    await later(0);
    expect(world.store.rows.get(entry.key)).toMatchObject({
      state: 'queued',
      failure: { code: 'forbidden' },
    });
    world.me = asha.id;
    world.reply = () => ({});
    await outbox.retry();
    expect(world.sent.map(({ key }) => key)).toEqual([entry.key, entry.key]);

    world.reply = () => refusal(403, 'forbidden');
    const refused = await put(outbox, done('task-2'), 0);
    await outbox.retry();
    expect(world.store.rows.get(refused.key)).toMatchObject({ state: 'rejected' });
  });

  it('leaves a refused one to a person, with the reason and for good', async () => {
    const { outbox, world, later } = made({ reply: () => refusal(422, 'invalid') });
    const entry = await put(outbox, note, 0);
    await later(0);
    await later(10 * 86_400_000);
    expect(world.sent).toHaveLength(1);
    expect(world.store.rows.get(entry.key)).toMatchObject({
      state: 'rejected',
      failure: { code: 'invalid' },
    });
    world.reply = () => ({});
    await outbox.resolve(entry.key, 'send_as_now');
    await later(0);
    expect(world.sent[1]).toMatchObject({ key: entry.key, deed: note });
    expect(world.sent[1]!.deed.body).not.toHaveProperty('occurred_at');
    expect(world.store.rows.size).toBe(0);
  });

  it('shows the other’s record on a conflict; both are kept under the same key with the new number, or one’s own is dropped', async () => {
    const { outbox, world, later } = made({ reply: () => refusal(409, 'recorded_meanwhile', page(3)) });
    const entry = await put(outbox, done('task-1'), 0);
    const other = await put(outbox, done('task-2'), 0);
    await later(0);
    expect(world.store.rows.get(entry.key)).toMatchObject({ state: 'conflict', theirs: page(3) });
    world.reply = () => ({});
    await outbox.resolve(entry.key, 'keep_both');
    await outbox.resolve(other.key, 'drop');
    await later(0);
    expect(world.sent.at(-1)).toMatchObject({ key: entry.key, deed: done('task-1', 3) });
    expect(world.sent).toHaveLength(3);
    expect(world.store.rows.size).toBe(0);
  });

  it('stops at a dead server, and goes past what is refused', async () => {
    const { outbox, world, later } = made({ reply: () => refusal(0, 'network') });
    await put(outbox, done('task-1'));
    await put(outbox, done('task-2'));
    await outbox.kick();
    await later(6_000);
    expect(world.sent.map(({ deed }) => deed.id)).toEqual(['task-1']);
    world.reply = ({ deed }) => (deed.id === 'task-1' ? refusal(404, 'not_found') : {});
    await outbox.retry();
    expect(outbox.shown().entries.map(({ state, deed }) => [deed.id, state])).toContainEqual([
      'task-1',
      'rejected',
    ]);
    expect(world.arrived).toBe(1);
  });
});

describe('the order', () => {
  it('is that of the taps for one task, and one that waits for a person holds up only its own', async () => {
    const { outbox, world, later } = made({
      reply: ({ deed }) => (deed.id === 'task-1' ? refusal(422, 'invalid') : {}),
    });
    await put(outbox, done('task-1'), 0);
    await put(outbox, done('task-1', 1), 0);
    await put(outbox, done('task-2'), 0);
    await later(0);
    expect(world.sent.map(({ deed }) => deed.id)).toEqual(['task-1', 'task-2']);
  });

  it('tells the next one of a task how many records its author has seen by now, unless it was tried', async () => {
    const { outbox, world, later } = made({ reply: () => ({ task: { last_ordinal: 7 } }) });
    await put(outbox, done('task-1'));
    await put(outbox, done('task-1', 1));
    await later(6_000);
    expect(world.sent.map(({ deed }) => deed.body)).toMatchObject([
      { last_seen_ordinal: 0 },
      { last_seen_ordinal: 7 },
    ]);
  });

  it('takes up what a page left on its way when it died', () => {
    const left = {
      key: 'k',
      seq: 1,
      author: asha,
      deed: note,
      state: 'sending',
      heldUntil: 0,
      notBefore: 0,
    } as Entry;
    expect(nextOf([left], 'asha', 1)?.key).toBe('k');
    expect(wakeAt([{ ...left, heldUntil: 9 }], 'asha')).toBe(9);
    expect(wakeAt([{ ...left, state: 'conflict' }], 'asha')).toBeUndefined();
    expect(wakeAt([{ ...left, state: 'sent' }], 'asha')).toBe(0);
    expect(canUndo({ ...left, heldUntil: 9 }, 1)).toBe(false);
  });
});

describe('whose it is', () => {
  it('is never sent under another’s sign-in, whatever this page believes, and survives both', async () => {
    const { outbox, world, later } = made();
    await put(outbox, note, 60_000);
    // Ben signs in on this page; later Asha does, while another tab has made it Ben again.
    outbox.signedIn(ben);
    world.me = ben.id;
    await later(60_000);
    outbox.signedIn(null);
    world.me = null;
    await later(60_000);
    outbox.signedIn(asha);
    world.me = ben.id;
    await later(60_000);
    expect(world.sent).toEqual([]);
    world.me = asha.id;
    await later(60_000);
    expect(world.sent).toHaveLength(1);
  });

  it('is decided by nobody else', async () => {
    const { outbox, world, later } = made({ reply: () => refusal(422, 'invalid') });
    const entry = await put(outbox, note, 0);
    await later(0);
    outbox.signedIn(ben);
    await outbox.resolve(entry.key, 'drop');
    expect(world.store.rows.get(entry.key)).toMatchObject({ state: 'rejected' });
  });
});

describe('a row of a task', () => {
  const row = { id: 'task-1', status: 'due', last_ordinal: 0 };
  const entry = (more: Partial<Entry>) =>
    ({ key: 'k', seq: 1, author: asha, deed: done('task-1'), state: 'queued', ...more }) as Entry;

  it('shows what was tapped until it has arrived, and counts it as seen', () => {
    expect(overlaid(row, [entry({})])).toMatchObject({
      status: 'done',
      last_ordinal: 1,
      mark: { waiting: true },
    });
    expect(overlaid(row, [])).toMatchObject({ ...row, mark: { none: true } });
    expect(overlaid(row, [entry({ state: 'sent' })])).toMatchObject({
      status: 'done',
      mark: { waiting: false },
    });
    // Somebody corrected it since: the server's row holds.
    const corrected = { ...row, status: 'partly', last_ordinal: 2 };
    expect(overlaid(corrected, [entry({ state: 'sent' })])).toMatchObject({
      status: 'partly',
      last_ordinal: 2,
    });
  });

  it('stays the server’s where a person has to decide', () => {
    const shown = overlaid(row, [entry({ state: 'conflict' })]);
    expect(shown).toMatchObject({ status: 'due', last_ordinal: 0 });
    expect(shown.mark.attention?.key).toBe('k');
  });

  it('is found by its thing alone', () => {
    const entries = [entry({}), entry({ key: 'b', deed: note })];
    expect(entriesOf(entries, 'task', 'task-1').map(({ key }) => key)).toEqual(['k']);
    expect(markOf(entriesOf(entries, 'handover', 'task-1')).none).toBe(true);
  });
});
