import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { browserOn } from './browser/chromium';
import type { OutboxPage } from './browser/page';
import { serverFor } from './browser/server';
import { server as madeUp } from '~/test/server';

// What a made-up store can't show: that a tap survives the death of the browser, and that tabs share one sender.
const root = join(import.meta.dirname, '..');
const made = mkdtempSync(join(tmpdir(), 'almoner-outbox-'));
let profile: string;
let server: Awaited<ReturnType<typeof serverFor>>;
let browser: Awaited<ReturnType<typeof browserOn>> | undefined;

beforeAll(() => {
  // Here nothing is made up between us, the browser and the server.
  madeUp.close();
  const vite = join(root, '..', 'node_modules', '.bin', 'vite');
  execFileSync(
    vite,
    ['build', '--config', 'tests/browser/vite.config.ts', '--outDir', made, '--emptyOutDir', 'false'],
    { cwd: root, stdio: 'pipe' },
  );
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'almoner-profile-'));
  server = await serverFor(() => readFileSync(join(made, 'page.js'), 'utf8'));
});
afterEach(async () => {
  await browser?.kill();
  browser = undefined;
  server.stop();
  rmSync(profile, { recursive: true, force: true });
});

declare global {
  interface Window {
    page: OutboxPage;
  }
}
const tap = (page: Page, task: string, hold = 0) =>
  page.evaluate(([name, ms]) => window.page.tap(name, ms), [task, hold] as const);
const states = (page: Page) => page.evaluate(() => window.page.states());
const patience = { timeout: 30_000, interval: 50 };
const until = (check: () => unknown) => vi.waitFor(check, patience);

it('keeps what was tapped when the browser is killed before it was sent, and sends it once afterwards', async () => {
  browser = await browserOn(profile);
  const page = await browser.open(server.url);
  const keys = [
    await tap(page, 'one', 6_000),
    await tap(page, 'two', 6_000),
    await tap(page, 'three', 6_000),
  ];
  await browser.kill();
  expect(server.world.arrivals).toEqual([]);

  browser = await browserOn(profile);
  const again = await browser.open(server.url);
  await until(() => expect(server.world.arrivals.map(({ key }) => key)).toEqual(keys));
  await until(async () => expect(await states(again)).toEqual([]));
});

it('sends again under the same key what was on its way when the browser was killed', async () => {
  server.world.mood = 'silent';
  browser = await browserOn(profile);
  const key = await tap(await browser.open(server.url), 'one');
  await until(() => expect(server.world.arrivals).toHaveLength(1));
  await browser.kill();

  server.world.mood = 'well';
  browser = await browserOn(profile);
  const again = await browser.open(server.url);
  await until(async () => expect(await states(again)).toEqual([]));
  expect(server.world.arrivals.map((one) => one.key)).toEqual([key, key]);
  expect(server.world.stored.size).toBe(1);
});

it('is one sender for all tabs: each entry arrives once, one after the other', async () => {
  browser = await browserOn(profile);
  const first = await browser.open(server.url);
  const second = await browser.open(server.url);
  const taps = Array.from({ length: 12 }, (_, n) => tap(n % 2 ? first : second, `task-${n}`));
  const keys = await Promise.all(taps);
  await until(async () => expect([await states(first), await states(second)]).toEqual([[], []]));
  expect(server.world.arrivals.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  expect(server.world.mostAtOnce).toBe(1);
});

it('goes on in another tab when the one that sends is closed', async () => {
  server.world.mood = 'silent';
  browser = await browserOn(profile);
  const first = await browser.open(server.url);
  const key = await tap(first, 'one');
  await until(() => expect(server.world.arrivals).toHaveLength(1));
  const second = await browser.open(server.url);
  server.world.mood = 'well';
  await first.close();
  await second.evaluate(() => window.page.retry());
  await until(async () => expect(await states(second)).toEqual([]));
  expect(server.world.arrivals.map((one) => one.key)).toEqual([key, key]);
});

it('waits without a connection, and stores once what was answered into the dark', async () => {
  browser = await browserOn(profile);
  const page = await browser.open(server.url);
  await browser.context.setOffline(true);
  await tap(page, 'one');
  await tap(page, 'two');
  await until(async () => expect(await states(page)).toEqual(['queued', 'queued']));
  expect(server.world.arrivals).toEqual([]);

  server.world.mood = 'lost';
  await browser.context.setOffline(false);
  await until(() => expect(server.world.arrivals.length).toBeGreaterThan(0));
  server.world.mood = 'well';
  await until(async () => {
    await page.evaluate(() => window.page.retry());
    expect(await states(page)).toEqual([]);
  });
  expect([...server.world.stored.values()].toSorted()).toEqual(['one', 'two']);
});

it('is not sent while the server takes this browser for somebody else', async () => {
  server.world.me = 'ben';
  browser = await browserOn(profile);
  const page = await browser.open(server.url);
  await tap(page, 'one');
  await page.evaluate(() => window.page.retry());
  expect(server.world.arrivals).toEqual([]);
  server.world.me = 'asha';
  await page.evaluate(() => window.page.retry());
  await until(() => expect(server.world.arrivals).toHaveLength(1));
});

it('keeps a round for its person while their rights stay, for 16 hours, and wipes the rest', async () => {
  browser = await browserOn(profile);
  const page = await browser.open(server.url);
  const hour = 3_600_000;
  const keep = (who: string, home: string, ago = 0) =>
    page.evaluate(([name, place, ms]) => window.page.keep(name, 'carer', place, Date.now() - ms), [
      who,
      home,
      ago,
    ] as const);
  const held = (who: string, home: string, grade = 'carer') =>
    page.evaluate(([name, place, as]) => window.page.held(name, as, place), [who, home, grade] as const);
  await keep('asha', 'one', 15 * hour);
  await keep('asha', 'two');
  expect([await held('asha', 'one'), await held('asha', 'two')]).toEqual(['one', 'two']);
  // Another right, another person, an old one, a clock that was set back: nothing stays of any of them.
  expect(await held('asha', 'one', 'senior')).toBeNull();
  expect(await held('asha', 'two')).toBeNull();
  await keep('asha', 'one');
  expect(await held('ben', 'one')).toBeNull();
  expect(await held('asha', 'one')).toBeNull();
  await keep('asha', 'one', 16 * hour);
  expect(await held('asha', 'one')).toBeNull();
  await keep('asha', 'one', -hour);
  expect(await held('asha', 'one')).toBeNull();
  await keep('asha', 'one');
  await page.evaluate(() => window.page.wipe());
  expect(await held('asha', 'one')).toBeNull();
});
