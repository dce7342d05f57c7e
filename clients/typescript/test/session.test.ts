import { createAlmoner, memoryTokens, type ApiError, type TokensOut } from '@almoner/client';
import { aSession, answer, problem } from '@almoner/client/testing';
import { describe, expect, it } from 'vitest';
import { BASE, fakeFetch, noWaiting, type Sent } from './fake.js';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const later = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();
const tokens = (n: number, minutes = 10): TokensOut => ({
  access_token: `access-${n}`,
  access_ends_at: later(minutes),
  refresh_token: `refresh-${n}`,
  refresh_ends_at: later(600),
});

/** A server that takes the newest token only, and counts refreshes. */
function server(first: number, refuses = false) {
  let newest = first;
  return fakeFetch((sent: Sent) => {
    if (sent.path.endsWith('/session/refresh')) {
      if (refuses) return problem('unauthenticated');
      newest += 1;
      return answer({ state: 'signed_in', tokens: tokens(newest) });
    }
    const fits = sent.headers.get('authorization') === `Bearer access-${newest}`;
    return fits ? answer(aSession()) : problem('unauthenticated');
  });
}
const refreshes = (sent: Sent[]) => sent.filter(({ path }) => path.endsWith('/refresh'));

describe('a bearer sign-in', () => {
  it('is renewed once for all calls that find it over, and each call is answered', async () => {
    const store = memoryTokens(tokens(0));
    const { fetch, sent } = server(1);
    const almoner = createAlmoner({ baseUrl: BASE, fetch, tokens: store, now: () => NOON });
    await Promise.all([almoner.session.get(), almoner.session.get(), almoner.session.get()]);
    expect(refreshes(sent)).toHaveLength(1);
    expect(refreshes(sent)[0]?.body).toEqual({ transport: 'bearer', refresh_token: 'refresh-0' });
    expect(store.read()?.access_token).toBe('access-2');
  });

  it('is renewed before it ends', async () => {
    const { fetch, sent } = server(1);
    const store = memoryTokens(tokens(1, 0.1));
    await createAlmoner({ baseUrl: BASE, fetch, tokens: store, now: () => NOON }).session.get();
    expect(sent.map(({ path }) => path)).toEqual(['/api/v1/session/refresh', '/api/v1/session']);
  });

  it('that has ended is said once to each call, and forgotten', async () => {
    const ended: ApiError[] = [];
    const store = memoryTokens(tokens(0));
    const { fetch, sent } = server(1, true);
    const onUnauthenticated = (error: ApiError) => ended.push(error);
    const almoner = createAlmoner({
      baseUrl: BASE,
      fetch,
      tokens: store,
      now: () => NOON,
      onUnauthenticated,
    });
    await expect(almoner.session.get()).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(ended.map(({ code }) => code)).toEqual(['unauthenticated']);
    expect(store.read()).toBeNull();
    expect(refreshes(sent)).toHaveLength(1);
  });

  it('does not end because the network is gone while it is renewed', async () => {
    const store = memoryTokens(tokens(0));
    const { fetch } = fakeFetch((sent) => {
      if (sent.path.endsWith('/refresh')) throw new TypeError('fetch failed');
      return problem('unauthenticated');
    });
    const { retry } = noWaiting();
    const ended: ApiError[] = [];
    const onUnauthenticated = (error: ApiError) => ended.push(error);
    const almoner = createAlmoner({
      baseUrl: BASE,
      fetch,
      retry,
      tokens: store,
      now: () => NOON,
      onUnauthenticated,
    });
    await expect(almoner.session.get()).rejects.toMatchObject({ code: 'network' });
    expect(store.read()?.refresh_token).toBe('refresh-0');
    expect(ended).toEqual([]);
  });

  it('keeps what a sign-in answers, the mark of the device too, and hands in the refresh token at the end', async () => {
    const store = memoryTokens();
    const first = { ...tokens(1), device_token: 'known' };
    const { fetch, sent } = fakeFetch(
      answer({ state: 'signed_in', tokens: first }),
      answer({ state: 'signed_in', tokens: tokens(2) }),
      answer(null),
    );
    const almoner = createAlmoner({ baseUrl: BASE, fetch, tokens: store, now: () => NOON });
    await almoner.session.signIn({ email: 'carer@harbour.example', password: 'x' });
    await almoner.session.chooseOrganisation({ organisation_id: 'o' });
    expect(store.read()).toEqual({ ...tokens(2), device_token: 'known' });
    await almoner.session.signOut();
    expect(sent[0]?.body).toMatchObject({ transport: 'bearer' });
    expect(sent[2]?.body).toEqual({ transport: 'bearer', refresh_token: 'refresh-2' });
    expect(store.read()).toBeNull();
  });
});

describe('a sign-in by cookies', () => {
  it('sends cookies to its own origin only, no token, and is renewed by the refresh cookie', async () => {
    const seen: RequestCredentials[] = [];
    let over = true;
    const { fetch, sent } = fakeFetch((one) => {
      if (one.path.endsWith('/refresh')) {
        over = false;
        return answer({ state: 'signed_in' });
      }
      return over ? problem('unauthenticated') : answer(aSession());
    });
    const watching: typeof fetch = (input) => {
      seen.push((input as Request).credentials);
      return fetch(input);
    };
    await createAlmoner({ baseUrl: BASE, fetch: watching }).session.get();
    expect(new Set(seen)).toEqual(new Set(['same-origin']));
    expect(sent.some(({ headers }) => headers.has('authorization'))).toBe(false);
    expect(refreshes(sent)[0]?.body).toEqual({ transport: 'cookie' });
  });

  it('takes a refused password for what it is: no renewal, no end of a sign-in', async () => {
    const { fetch, sent } = fakeFetch(problem('sign_in_refused'));
    const ended: ApiError[] = [];
    const onUnauthenticated = (error: ApiError) => ended.push(error);
    const almoner = createAlmoner({ baseUrl: BASE, fetch, onUnauthenticated });
    const call = almoner.session.signIn({ email: 'a@b.example', password: 'wrong' });
    await expect(call).rejects.toMatchObject({ code: 'sign_in_refused' });
    expect(sent).toHaveLength(1);
    expect(ended).toEqual([]);
  });
});

describe('a token of somebody else', () => {
  it('is asked for at each try, so that a newer one is used', async () => {
    const held = ['old', 'new', 'new'];
    const { fetch, sent } = fakeFetch(problem('unauthenticated'), answer(aSession()));
    const token = () => held.shift();
    await createAlmoner({ baseUrl: BASE, fetch, token }).session.get();
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
  });
});

describe('reports of errors', () => {
  it('hold no free text, and each is told once a minute', async () => {
    const { fetch, sent } = fakeFetch(answer(null, { status: 202 }));
    let now = 0;
    const almoner = createAlmoner({ baseUrl: BASE, fetch });
    const tell = almoner.errorReporter({
      build: '0.1.0 (a b)',
      route: () => '/residents/$id',
      now: () => now,
    });
    tell(new TypeError('Edith Marsh is not a function'));
    tell(new TypeError('again'));
    now = 61_000;
    tell(new TypeError('a minute later'));
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[0]?.body).toEqual({ code: 'TypeError', route: '/residents/$id', build: '0.1.0--a-b-' });
  });
});
