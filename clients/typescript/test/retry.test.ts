import { createAlmoner } from '@almoner/client';
import { aClient, answer, problem } from '@almoner/client/testing';
import { describe, expect, it } from 'vitest';
import { BASE, fakeFetch, noWaiting } from './fake.js';

type Answers = Parameters<typeof fakeFetch>;
const client = aClient();
const down = () => new TypeError('fetch failed');

function setUp(...answers: Answers) {
  const { fetch, sent } = fakeFetch(...answers);
  const { waits, retry } = noWaiting();
  return { almoner: createAlmoner({ baseUrl: BASE, fetch, retry }), sent, waits };
}

describe('a read', () => {
  it('is tried again with a window that doubles, up to four tries', async () => {
    const { almoner, sent, waits } = setUp(down());
    await expect(almoner.clients.get('x')).rejects.toMatchObject({ code: 'network' });
    expect(sent).toHaveLength(4);
    expect(waits).toEqual([300, 600, 1200]);
  });

  it('ends when it is answered', async () => {
    const { almoner, sent } = setUp(down(), problem('unavailable'), answer({ client, alerts: [] }));
    expect((await almoner.clients.get(client.id)).client.id).toBe(client.id);
    expect(sent).toHaveLength(3);
  });

  it('waits as long as the server asks, and no longer than it should', async () => {
    const short = setUp(problem('too_many_requests', { retryAfter: 2 }), answer([]));
    await short.almoner.clients.list();
    expect(short.waits).toEqual([2300]);

    const long = setUp(problem('too_many_requests', { retryAfter: 900 }), answer([]));
    await expect(long.almoner.clients.list()).rejects.toMatchObject({
      code: 'too_many_requests',
      retryAfter: 900,
    });
    expect(long.sent).toHaveLength(1);
  });

  it.each(['not_found', 'forbidden', 'invalid', 'internal', 'bed_taken'] as const)(
    'is not tried again after %s',
    async (code) => {
      const { almoner, sent } = setUp(problem(code));
      await expect(almoner.clients.get('x')).rejects.toMatchObject({ code });
      expect(sent).toHaveLength(1);
    },
  );

  it('stops trying when it is given up while waiting', async () => {
    const { fetch, sent } = fakeFetch(down());
    const stop = new AbortController();
    // The real sleep, which the abort has to cut short: the wait would be a minute.
    const almoner = createAlmoner({
      baseUrl: BASE,
      fetch,
      retry: { base: 60_000, longest: 60_000, random: () => 1 },
    });
    const call = almoner.clients.list({}, { signal: stop.signal });
    await expect.poll(() => sent.length).toBe(1);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(sent).toHaveLength(1);
  });
});

describe('a write', () => {
  it('that creates keeps its key over its tries, and the next call has another', async () => {
    const { almoner, sent } = setUp(down(), problem('unavailable'), answer(client, { status: 201 }));
    const body = { holding_home_id: 'h', given_name: 'Edith', family_name: 'Marsh' };
    await almoner.clients.create(body);
    await almoner.clients.create(body);
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it('takes the key that it is given', async () => {
    const { almoner, sent } = setUp(answer(client));
    await almoner.clients.archive(client, { reason: 'Twice' }, { idempotencyKey: 'tap-1' });
    expect(sent[0]?.headers.get('idempotency-key')).toBe('tap-1');
    expect(sent[0]?.headers.get('if-match')).toBe('"v1"');
  });

  it('waits for its own earlier try, and only for that', async () => {
    const own = setUp(down(), problem('in_progress'), answer(client));
    await own.almoner.clients.restore(client);
    expect(own.sent).toHaveLength(3);

    const other = setUp(problem('in_progress'), answer(client));
    await expect(other.almoner.clients.restore(client)).rejects.toMatchObject({ code: 'in_progress' });
  });

  it('that changes a record is repeated only after a refusal: a lost answer would look like a conflict', async () => {
    const lost = setUp(down(), answer(client));
    await expect(lost.almoner.clients.update(client, {})).rejects.toMatchObject({ code: 'network' });
    expect(lost.sent).toHaveLength(1);

    const refused = setUp(problem('unavailable'), answer(client));
    await refused.almoner.clients.update(client, {});
    expect(refused.sent).toHaveLength(2);
  });

  it('that holds a password is never repeated', async () => {
    const { almoner, sent } = setUp(problem('unavailable'), answer({ state: 'signed_in' }));
    await expect(almoner.session.signIn({ email: 'a@b.example', password: 'x' })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(sent).toHaveLength(1);
  });
});
