import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askAgain } from './worker';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.head.replaceChildren();
});

function fails(rel: string): HTMLLinkElement {
  const link = document.createElement('link');
  link.rel = rel;
  link.setAttribute('href', '/assets/a.css');
  document.head.append(link);
  link.dispatchEvent(new Event('error'));
  return link;
}

it('asks again for a stylesheet that did not come: with the connection, or after a while', () => {
  askAgain();
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const first = fails('stylesheet');
  vi.advanceTimersByTime(60_000);
  expect(first.isConnected).toBe(true);
  online.mockReturnValue(true);
  window.dispatchEvent(new Event('online'));
  expect(first.isConnected).toBe(false);
  const second = document.querySelector('link')!;
  expect(second.outerHTML).toBe(first.outerHTML);

  second.dispatchEvent(new Event('error'));
  vi.advanceTimersByTime(5_000);
  expect(second.isConnected).toBe(false);
  expect(document.querySelectorAll('link')).toHaveLength(1);
});

it('gives up on one that the server does not have', () => {
  askAgain();
  fails('stylesheet');
  let tries = 0;
  for (; tries < 40; tries++) {
    const before = document.querySelector('link')!;
    vi.advanceTimersByTime(5_000);
    const link = document.querySelector('link')!;
    if (link === before) break;
    link.dispatchEvent(new Event('error'));
  }
  expect(tries).toBe(10);
});

it('leaves alone what is no stylesheet', () => {
  askAgain();
  const icon = fails('icon');
  vi.advanceTimersByTime(60_000);
  expect(icon.isConnected).toBe(true);
});
