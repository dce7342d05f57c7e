// @vitest-environment jsdom
import { createAlmoner, type AlertOut } from '@almoner/client';
import {
  keys,
  useClient,
  useClients,
  useClientsPage,
  useCreateOffice,
  useDischarge,
  useEveryCareHome,
  useReadAgain,
  useVerifyAlert,
} from '@almoner/client/react';
import {
  aClient,
  aClientPage,
  aHome,
  aStay,
  aWorld,
  alertBrief,
  anAlert,
  answer,
  handlers,
  problem,
} from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;

describe('an alert that is verified', () => {
  const proposed = (kind: 'choking' | 'falls', n: number) => anAlert({ kind, status: 'proposed' }, n);

  /** A page with both alerts, a list with both in brief, and the deed. */
  async function shown(alerts: AlertOut[]) {
    const client = aClient({ critical: alerts.map(alertBrief) }, 1);
    const page = aClientPage({ client, alerts });
    let [reads, lists] = [0, 0];
    const reading = gate();
    server.use(
      http.get(at('/clients'), async () => {
        lists += 1;
        if (lists > 1) await reading.passed;
        return answer([client], { more: { next_cursor: null } });
      }),
      http.get(at('/clients/:id'), async () => {
        reads += 1;
        // What is read again afterwards comes when the test lets it: what it sees before is the hook's own doing.
        if (reads > 1) await reading.passed;
        return answer(page);
      }),
    );
    const { result } = renderHook(
      () => ({ page: useClient(client.id), list: useClients(), verify: useVerifyAlert() }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.page.data && result.current.list.data).toBeTruthy());
    return {
      states: () => result.current.page.data!.alerts.map(({ status }) => status),
      briefs: () => result.current.list.rows[0]!.critical.map(({ status }) => status),
      critical: () => result.current.list.rows[0]!.critical[0]!,
      press: (alert: AlertOut) => act(async () => result.current.verify.mutate(alert)),
      open: reading.open,
    };
  }

  it('shows so at once, on the page and in brief in the list, and stays brief there', async () => {
    const [first, second] = [proposed('choking', 1), proposed('falls', 2)];
    const { states, briefs, critical, press, open } = await shown([first, second]);
    const sending = gate();
    server.use(
      http.post(at('/alerts/:id/verify'), async () => {
        await sending.passed;
        return answer({ ...first, status: 'verified', version: 2 });
      }),
    );
    await press(first);
    await waitFor(() => expect(states()).toEqual(['verified', 'proposed']));
    expect(briefs()).toEqual(['verified', 'proposed']);
    const sent = JSON.parse(JSON.stringify(alertBrief(first))) as object;
    expect(Object.keys(critical()).toSorted()).toEqual(Object.keys(sent).toSorted());
    sending.open();
    open();
  });

  it('goes back when it is refused, and another press beside it stands', async () => {
    const [first, second] = [proposed('choking', 1), proposed('falls', 2)];
    const { states, briefs, press, open } = await shown([first, second]);
    const sending = gate();
    server.use(
      http.post(at('/alerts/:id/verify'), async ({ params }) => {
        await sending.passed;
        if (params['id'] === first.id) return problem('forbidden');
        return answer({ ...second, status: 'verified', version: 2 });
      }),
    );
    await press(first);
    await press(second);
    await waitFor(() => expect(states()).toEqual(['verified', 'verified']));
    sending.open();
    await waitFor(() => expect(states()).toEqual(['proposed', 'verified']));
    expect(briefs()).toEqual(['proposed', 'verified']);
    open();
  });
});

describe('a deed', () => {
  it('says at once what became of it, though what is read again does not answer', async () => {
    const client = aClient({}, 1);
    const stay = aStay({ client_id: client.id, status: 'live' });
    const reading = gate();
    let reads = 0;
    server.use(
      http.get(at('/clients/:id'), async () => {
        reads += 1;
        if (reads > 1) await reading.passed;
        return answer(aClientPage({ client, stay }));
      }),
      http.post(at('/stays/:id/discharge'), () => problem('stale', { current: { ...stay, version: 2 } })),
    );
    const { result } = renderHook(() => ({ page: useClient(client.id), discharge: useDischarge() }), {
      wrapper: around.wrapper,
    });
    await waitFor(() => expect(result.current.page.data).toBeTruthy());
    const said = await act(() =>
      result.current.discharge
        .mutateAsync([stay, { reason: 'returned_home' }])
        .catch((error: unknown) => error),
    );
    expect(said).toMatchObject({ code: 'stale' });
    // Also after a refusal: what was shown is what made it fail.
    await waitFor(() => expect(reads).toBe(2));
    reading.open();
  });

  it.each([
    ['a code that was lacking', () => problem('second_factor_required')],
    ['a sign-in that had ended', () => problem('unauthenticated')],
  ])('is the same attempt once %s is given', async (_, lacking) => {
    around.almoner = createAlmoner({ baseUrl: BASE, retry: { tries: 1 } });
    const seen: (string | null)[] = [];
    server.use(
      http.post(at('/offices'), ({ request }) => {
        seen.push(request.headers.get('idempotency-key'));
        return seen.length === 1 ? lacking() : undefined;
      }),
      http.post(at('/session/refresh'), () => problem('unauthenticated')),
      ...handlers(aWorld()),
    );
    const { result } = renderHook(() => useCreateOffice(), { wrapper: around.wrapper });
    const body = { profile_id: aWorld().people.keys().next().value!, role: 'compliance_lead' as const };
    const press = () => act(() => result.current.mutateAsync([body]).catch(() => undefined));
    await press();
    await press();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(seen[0]);
  });
});

describe('how a screen reads', () => {
  it('keeps the rows of the filters before in sight, and says that they are', async () => {
    const reading = gate();
    server.use(
      http.get(at('/clients'), async ({ request }) => {
        const q = new URL(request.url).searchParams.get('q');
        if (q === 'b') await reading.passed;
        return answer([aClient({}, q === 'b' ? 2 : 1)], { more: { next_cursor: null } });
      }),
    );
    const { result, rerender } = renderHook(({ q }) => useClients({ q }, { keepPrevious: true }), {
      wrapper: around.wrapper,
      initialProps: { q: 'a' },
    });
    await waitFor(() => expect(result.current.rows).toHaveLength(1));
    const [before] = result.current.rows;
    rerender({ q: 'b' });
    expect(result.current.rows).toEqual([before]);
    expect(result.current.isPlaceholderData).toBe(true);
    reading.open();
    await waitFor(() => expect(result.current.rows[0]!.id).not.toBe(before!.id));
  });

  it('asks nothing before it is enabled', async () => {
    const asked: string[] = [];
    server.use(
      http.get(at('/clients'), ({ request }) => {
        asked.push(request.url);
        return answer([], { more: { next_cursor: null } });
      }),
    );
    const { result, rerender } = renderHook(({ enabled }) => useClientsPage({ q: 'ma' }, { enabled }), {
      wrapper: around.wrapper,
      initialProps: { enabled: false },
    });
    expect([result.current.fetchStatus, asked.length]).toEqual(['idle', 0]);
    rerender({ enabled: true });
    await waitFor(() => expect(result.current.data?.items).toEqual([]));
    expect(asked).toHaveLength(1);
  });

  it('has every home, however many pages they take, and reads them again when told', async () => {
    let reads = 0;
    server.use(
      http.get(at('/care-homes'), ({ request }) => {
        const next = new URL(request.url).searchParams.get('cursor');
        if (!next) reads += 1;
        return answer([aHome({}, next ? 2 : 1)], { more: { next_cursor: next ? null : 'more' } });
      }),
    );
    const { result } = renderHook(
      () => ({ homes: useEveryCareHome(), again: useReadAgain([keys.careHomes.all]) }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.homes.data).toHaveLength(2));
    await act(() => result.current.again());
    await waitFor(() => expect(reads).toBe(2));
  });
});
