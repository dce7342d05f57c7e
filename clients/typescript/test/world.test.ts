import { createAlmoner, eachRow, type ClientOut } from '@almoner/client';
import {
  aClient,
  aMembership,
  anAlert,
  aPerson,
  aWorld,
  handlers,
  idOf,
  startAgain,
} from '@almoner/client/testing';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BASE, noWaiting } from './fake.js';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const almoner = createAlmoner({ baseUrl: BASE, retry: noWaiting().retry });
const living = (parts: Parameters<typeof aWorld>[0]) => {
  const world = aWorld(parts);
  server.use(...handlers(world, BASE));
  return world;
};

describe('factories', () => {
  it('make the same records in every run', () => {
    startAgain();
    const first = [aClient(), aClient(), anAlert()];
    startAgain();
    expect([aClient(), aClient(), anAlert()]).toEqual(first);
    expect(first.map(({ id }) => id)).toEqual([idOf('client', 1), idOf('client', 2), idOf('alert', 1)]);
  });
});

describe('the made-up server', () => {
  const clients = Array.from({ length: 7 }, (_, n) =>
    aClient({ status: n === 6 ? 'discharged' : 'current' }, n + 1),
  );

  it('pages, filters and searches', async () => {
    living({ clients });
    const rows: ClientOut[] = [];
    for await (const row of eachRow((cursor) => almoner.clients.list({ limit: 3, cursor }))) rows.push(row);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(7);
    expect((await almoner.clients.list({ status: ['discharged'], count: 'exact' })).count).toBe(1);
    expect((await almoner.clients.list({ q: 'agnes whit' })).items).toHaveLength(1);
    await expect(almoner.clients.list({ limit: 900 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(almoner.clients.list({ cursor: 'made up' })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  });

  it('compares versions and refuses what the API refuses', async () => {
    const world = living({ clients });
    const client = clients[0]!;
    await expect(almoner.clients.get('nobody')).rejects.toMatchObject({ code: 'not_found' });
    const changed = await almoner.clients.update(client, { title: 'Dr' });
    expect(changed.version).toBe(2);
    await expect(almoner.clients.update(client, {})).rejects.toMatchObject({
      code: 'stale',
      current: { title: 'Dr' },
    });
    const strange = almoner.clients.update(changed, { status: 'current' } as object);
    await expect(strange).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'status', code: 'unknown' }],
    });
    const bare = await fetch(`${BASE}/api/v1/clients/${client.id}`, { method: 'PATCH', body: '{}' });
    expect(bare.status).toBe(428);
    expect(world.clients.get(client.id)?.version).toBe(2);
  });

  it('does a thing once for each key', async () => {
    const world = living({ clients: [] });
    const body = { holding_home_id: idOf('home', 1), given_name: 'Edith', family_name: 'Marsh' };
    const [one, again] = [
      await almoner.clients.create(body, { idempotencyKey: 'k' }),
      await almoner.clients.create(body, { idempotencyKey: 'k' }),
    ];
    expect(again.id).toBe(one.id);
    expect(world.clients.size).toBe(1);
    const other = almoner.clients.create({ ...body, given_name: 'Edna' }, { idempotencyKey: 'k' });
    await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    const missing = almoner.clients.create({ ...body, given_name: '' });
    await expect(missing).rejects.toMatchObject({ fields: [{ path: 'given_name', code: 'required' }] });
  });

  it('signs in, with a second step where the account has one', async () => {
    const account = { email: 'a@b.example', password: 'p', code: '123456', session: aWorld().session! };
    living({ session: null, accounts: [account] });
    await expect(almoner.session.get()).rejects.toMatchObject({ code: 'unauthenticated' });
    const { state, step } = await almoner.session.signIn({ email: 'a@b.example', password: 'p' });
    expect(state).toBe('second_factor');
    await expect(almoner.session.finishSignIn({ step: step!, code: '000000' })).rejects.toMatchObject({
      code: 'sign_in_refused',
    });
    await almoner.session.finishSignIn({ step: step!, code: '123456' });
    expect((await almoner.session.get()).person?.persona).toBe('manager');
  });

  it('knows which verbs are possible', async () => {
    const alert = anAlert({ status: 'proposed' }, 1);
    living({ clients, alerts: [alert] });
    const verified = await almoner.alerts.verify(alert);
    expect(verified).toMatchObject({ status: 'verified', version: 2 });
    await expect(almoner.alerts.verify(verified)).rejects.toMatchObject({ code: 'illegal_transition' });
    await almoner.alerts.end(verified, { reason: 'Tested negative' });
    expect((await almoner.alerts.of(clients[0]!.id)).items[0]?.status).toBe('ended');
  });
});

describe('the made-up people', () => {
  it('are invited with their rights, once for a key, and not twice by one address', async () => {
    const world = living({ people: [] });
    const home = [...world.homes.keys()][0]!;
    const invite = {
      given_name: 'Asha',
      family_name: 'Rao',
      email: 'Asha@harbour.example',
      memberships: [{ care_home_id: home, grade: 'senior' as const }],
    };
    const made = await almoner.people.invite(invite, { idempotencyKey: 'tap-7' });
    expect((await almoner.people.invite(invite, { idempotencyKey: 'tap-7' })).id).toBe(made.id);
    expect(made.status).toBe('invited');
    const page = await almoner.people.get(made.id, { include: ['memberships', 'private'] });
    expect(page.memberships).toMatchObject([
      { kind: 'membership', right: 'senior', care_home: 'Harbour View' },
    ]);
    expect(page.private?.email).toBe('asha@harbour.example');
    expect((await almoner.people.list({ home, grade: 'senior' })).items).toHaveLength(1);
    expect((await almoner.people.list({ home, grade: 'carer' })).items).toHaveLength(0);
    await expect(almoner.people.invite(invite)).rejects.toMatchObject({ code: 'duplicate' });
    await expect(almoner.people.invite({ ...invite, memberships: [] })).rejects.toMatchObject({
      fields: [{ path: 'memberships' }],
    });
  });

  it('have rights that end, and a cover that lasts at most 28 days', async () => {
    const person = aPerson({}, 2);
    const membership = aMembership({ profile_id: person.id });
    const world = living({ people: [person], memberships: [membership] });
    const home = [...world.homes.keys()][0]!;
    const ended = await almoner.memberships.end(membership, {});
    expect(ended).toMatchObject({ state: 'ended', version: 2 });
    await expect(almoner.memberships.end(ended, {})).rejects.toMatchObject({ code: 'illegal_transition' });
    const cover = { profile_id: person.id, care_home_id: home, kind: 'cover' as const };
    const named = (until?: string) => almoner.homeManagers.create({ ...cover, until });
    await expect(named()).rejects.toMatchObject({ fields: [{ path: 'until', code: 'required' }] });
    await expect(named('2026-12-22T12:00:00Z')).rejects.toMatchObject({ fields: [{ code: 'range' }] });
    expect((await named('2026-12-21T12:00:00Z')).state).toBe('live');
  });

  it('say a word otherwise, in the session too', async () => {
    living({});
    const resident = (await almoner.organisation.labels.list()).items.find(
      ({ word }) => word === 'resident',
    )!;
    await almoner.organisation.labels.update(resident, { singular: 'member', plural: 'members' });
    const session = await almoner.session.get();
    expect(session.organisation?.labels['resident']).toEqual({ singular: 'member', plural: 'members' });
  });
});
