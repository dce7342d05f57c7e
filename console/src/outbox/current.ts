import { almoner } from '~/lib/api';
import { aloneOnDevice, tabs } from './device';
import { Outbox } from './outbox';
import { sendBy } from './send';
import { deviceStore } from './store';

let current: Outbox | undefined;
let readAgain: () => Promise<void> = () => Promise.reject(new Error('no screen is there yet'));

/** The one outbox of this page. */
export function theOutbox(): Outbox {
  current ??= new Outbox({
    store: deviceStore(),
    send: sendBy(almoner),
    whoami: async () => (navigator.onLine ? ((await almoner.session.get()).person?.id ?? null) : null),
    arrived: () => readAgain(),
    alone: aloneOnDevice,
    channel: tabs(),
  });
  return current;
}

/** What reads again once something has arrived; it rejects where it could not. */
export function onArrival(read: () => Promise<void>): void {
  readAgain = read;
}

/** For a test: another outbox in its place. */
export function replaceOutbox(other: Outbox | undefined): void {
  current = other;
}
