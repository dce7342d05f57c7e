import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `almoner up` of `ALMONER_BINARY` with demo data in a folder of its own. */
export async function up(): Promise<{ url: string; stop: () => Promise<void> }> {
  const binary = process.env['ALMONER_BINARY'];
  if (!binary) throw new Error('ALMONER_BINARY: say which binary these tests are to run against');
  const data = mkdtempSync(join(tmpdir(), 'almoner-client-live-'));
  // As root, PostgreSQL runs as another user, who has to get through.
  chmodSync(data, 0o711);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = join(data, 'up.log');
  const out = openSync(log, 'a');
  const child = spawn(binary, ['up', '--data', data, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', out, out],
  });
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    child.on('exit', () => {
      ended = true;
      resolve();
    });
  });
  const until = Date.now() + 120_000;
  // Asked until it is ready: there is nothing to be told by.
  /* oxlint-disable no-await-in-loop */
  while (!(await fetch(`${url}/ready`).catch(() => undefined))?.ok) {
    if (ended || Date.now() > until)
      throw new Error(`${binary} up does not serve:\n${readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  /* oxlint-enable no-await-in-loop */
  return {
    url,
    stop: async () => {
      child.kill('SIGINT');
      await exit;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
