import { NOW } from '@almoner/client/testing';
import { afterEach, beforeEach, vi } from 'vitest';
import { clearToasts } from '~/kit';

/** The made-up server's clock stands at noon of a Monday; the device's goes with it, and nothing is left from test to test. */
export function atNoon(): void {
  beforeEach(() => {
    sessionStorage.clear();
    vi.useFakeTimers({ now: Date.parse(NOW), shouldAdvanceTime: true, toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    clearToasts();
  });
}
