import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readDraft, keepDraft } from '~/form';
import { carer } from '~/test/carer';
import { render } from '~/test/render';
import { answer, at, http, HttpResponse, server } from '~/test/server';
import { IDLE, markTablet, mustAsk, touch } from './flag';
import { takeUp } from './resume';
import TabletBar from './TabletBar';

beforeEach(() => {
  carer();
  markTablet(true);
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['Date', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  markTablet(false);
  localStorage.clear();
});

function signsOut() {
  const asked = vi.fn();
  server.use(
    http.post(at('/session/sign-out'), () => {
      asked();
      return answer(null);
    }),
  );
  return asked;
}

it('locks when nobody has touched it for three minutes, and not before', async () => {
  const asked = signsOut();
  await render(<TabletBar />);
  await screen.findByRole('button', { name: 'Switch person' });
  await act(() => vi.advanceTimersByTimeAsync(IDLE - 10_000));
  // A touch counts anew.
  document.dispatchEvent(new Event('pointerdown'));
  await act(() => vi.advanceTimersByTimeAsync(IDLE - 10_000));
  expect(asked).not.toHaveBeenCalled();
  await act(() => vi.advanceTimersByTimeAsync(20_000));
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
});

it('asks who it is though the server was out of reach, and keeps what was typed under its author’s name', async () => {
  server.use(http.post(at('/session/sign-out'), () => HttpResponse.error()));
  keepDraft('nobody', 'a-form', { values: { text: 'half a sentence' }, at: Date.now() });
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  await render(<TabletBar />, { path: '/' });
  touch();
  expect(mustAsk()).toBe(false);
  await user.click(await screen.findByRole('button', { name: 'Switch person' }));
  await waitFor(() => expect(mustAsk()).toBe(true));
  expect(readDraft('nobody', 'a-form')?.values).toEqual({ text: 'half a sentence' });
  // Back where they were, once.
  expect(takeUp('nobody')).toBe('/');
});

it('stays put down while the server takes its time', async () => {
  let answered = () => {};
  const slow = new Promise<void>((resolve) => {
    answered = resolve;
  });
  server.use(http.post(at('/session/sign-out'), () => slow.then(() => answer(null))));
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  await render(<TabletBar />);
  await user.click(await screen.findByRole('button', { name: 'Switch person' }));
  await act(() => vi.advanceTimersByTimeAsync(10_000));
  expect(mustAsk()).toBe(true);
  answered();
});

it('goes with another tab that puts the tablet down, and leaves the sign-in to that', async () => {
  const asked = signsOut();
  const { router, queries } = await render(<TabletBar />);
  await screen.findByRole('button', { name: 'Switch person' });
  queries.setQueryData(['a resident'], 'Ida');
  touch(0);
  window.dispatchEvent(new StorageEvent('storage'));
  await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  expect(queries.getQueryData(['a resident'])).toBeUndefined();
  expect(mustAsk()).toBe(true);
  expect(asked).not.toHaveBeenCalled();
});

it('stays open while somebody works in another tab', async () => {
  const asked = signsOut();
  await render(<TabletBar />);
  await screen.findByRole('button', { name: 'Switch person' });
  await act(() => vi.advanceTimersByTimeAsync(IDLE - 10_000));
  touch();
  await act(() => vi.advanceTimersByTimeAsync(IDLE - 10_000));
  expect(asked).not.toHaveBeenCalled();
  await act(() => vi.advanceTimersByTimeAsync(20_000));
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
});

it('a page that was closed asks when it comes back late, and no other browser does', () => {
  touch();
  expect(mustAsk(Date.now() + IDLE - 1)).toBe(false);
  expect(mustAsk(Date.now() + IDLE)).toBe(true);
  touch(0);
  expect(mustAsk()).toBe(true);
  markTablet(false);
  expect(mustAsk()).toBe(false);
});
