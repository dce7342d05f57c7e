// The client against the real binary: what made-up servers cannot show.
import { createAlmoner, eachRow, memoryTokens, type ApiError } from '@almoner/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { up } from './binary.js';

let running: Awaited<ReturnType<typeof up>>;
beforeAll(async () => {
  running = await up();
}, 150_000);
afterAll(() => running?.stop(), 150_000);

const password = 'lantern-harbour-demo';
async function signedIn(email: string) {
  const tokens = memoryTokens();
  const ended: ApiError[] = [];
  const almoner = createAlmoner({
    baseUrl: running.url,
    tokens,
    onUnauthenticated: (error) => ended.push(error),
  });
  const { state } = await almoner.session.signIn({ email, password });
  expect(state).toBe('signed_in');
  return { almoner, tokens, ended };
}

it('reads every resident of a manager, each once, page after page', async () => {
  const { almoner } = await signedIn('manager@harbour.example');
  const whole = await almoner.clients.list({ limit: 200, count: 'exact' });
  const ids: string[] = [];
  for await (const row of eachRow((cursor) => almoner.clients.list({ limit: 7, cursor }))) ids.push(row.id);
  expect(whole.count).toBeGreaterThan(7);
  expect(ids).toHaveLength(whole.count!);
  expect(new Set(ids)).toEqual(new Set(whole.items.map(({ id }) => id)));
  const current = await almoner.clients.list({
    status: ['current', 'hospital'],
    include: ['bed', 'home'],
    limit: 5,
  });
  expect(current.items.every(({ status }) => status === 'current' || status === 'hospital')).toBe(true);
});

it('changes, conflicts, repeats and refuses as the document says', async () => {
  const { almoner } = await signedIn('manager@harbour.example');
  const [home] = (await almoner.session.get()).homes;
  const body = { holding_home_id: home!.id, given_name: 'Edith', family_name: 'Marsh' };
  const made = await almoner.clients.create(body, { idempotencyKey: 'live-1' });
  expect((await almoner.clients.create(body, { idempotencyKey: 'live-1' })).id).toBe(made.id);
  const other = almoner.clients.create({ ...body, given_name: 'Edna' }, { idempotencyKey: 'live-1' });
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused', status: 422 });

  const changed = await almoner.clients.update(made, { preferred_name: 'Edie' });
  expect(changed).toMatchObject({ preferred_name: 'Edie', version: made.version + 1 });
  const stale = almoner.clients.update(made, { preferred_name: 'Ed' });
  await expect(stale).rejects.toMatchObject({
    code: 'stale',
    current: { id: made.id, preferred_name: 'Edie' },
  });
  const wrong = almoner.clients.update(changed, { given_name: '' });
  await expect(wrong).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'given_name' }] });

  const archived = await almoner.clients.archive(changed, { reason: 'Entered twice' });
  const restored = await almoner.clients.restore(archived);
  expect(restored.archived_at ?? null).toBeNull();
});

it('sees nothing of another operator', async () => {
  const { almoner } = await signedIn('manager@harbour.example');
  const { almoner: theirs } = await signedIn('manager@larkfield.example');
  const [resident] = (await almoner.clients.list({ limit: 1 })).items;
  await expect(theirs.clients.get(resident!.id)).rejects.toMatchObject({ code: 'not_found', status: 404 });
});

it('renews a sign-in, and says when it has ended', async () => {
  const { almoner, tokens, ended } = await signedIn('carer@harbour.example');
  const before = tokens.read()!;
  tokens.write({ ...before, access_ends_at: new Date(0).toISOString() });
  await almoner.session.get();
  expect(tokens.read()?.refresh_token).not.toBe(before.refresh_token);
  const { access_token } = tokens.read()!;
  await almoner.session.signOut();
  expect(tokens.read()).toBeNull();
  const late = createAlmoner({
    baseUrl: running.url,
    token: access_token,
    onUnauthenticated: (error) => ended.push(error),
  });
  await expect(late.session.get()).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(ended).toHaveLength(1);
});

it('takes a report of an error in a client', async () => {
  const { almoner } = await signedIn('carer@harbour.example');
  const report = { code: 'TypeError', route: '/residents/$id', build: '0.1.0' };
  await expect(almoner.operations.reportClientError(report)).resolves.toBeNull();
});
