import { spawn } from 'node:child_process';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** A browser on a profile that outlives it, which can be killed as a phone without battery is. */
export async function browserOn(profile: string) {
  const child = spawn(
    process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    // A group of its own, so that all of its processes end with it.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', () => reject(new Error(`the browser did not start:\n${said}`)));
  });
  const kill = async () => {
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
  };
  const browser = await chromium.connectOverCDP(address).catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const context: BrowserContext = browser.contexts()[0]!;
  return {
    context,
    open: async (url: string): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => 'page' in window);
      return page;
    },
    /** At once, and nothing is asked or written any more. */
    kill,
  };
}
