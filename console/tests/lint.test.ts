import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The rules that carry the architecture, shown to fire: a rule that was switched off fails here.
const root = join(import.meta.dirname, '..');
const oxlint = join(root, '..', 'node_modules', '.bin', 'oxlint');
let folder: string;
let room: string;

beforeAll(() => {
  folder = mkdtempSync(join(root, 'src', 'lint-'));
  room = mkdtempSync(join(root, 'src', 'residents', 'lint-'));
});
afterAll(() => {
  for (const made of [folder, room]) rmSync(made, { recursive: true, force: true });
});

/** What the linter says of this code, as a screen of the console. */
function said(code: string, within = folder): string {
  const file = join(within, 'screen.ts');
  writeFileSync(file, code);
  try {
    return execFileSync(oxlint, ['-f', 'unix', '-c', '.oxlintrc.json', file], {
      cwd: root,
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const forbidden: [string, string][] = [
  ['fetch', "export const x = () => fetch('/api/v1/session');"],
  ['window.fetch', "export const x = () => window.fetch('/api/v1/session');"],
  ['globalThis.fetch', "export const x = () => globalThis.fetch('/api/v1/session');"],
  ['XMLHttpRequest', 'export const x = () => new XMLHttpRequest();'],
  ['EventSource', "export const x = () => new EventSource('/api/v1/events');"],
  ['WebSocket', "export const x = () => new WebSocket('wss://x');"],
  ['sendBeacon', "export const x = () => navigator.sendBeacon('/api/v1/client-errors');"],
  ['axios', "import axios from 'axios';\nexport const x = axios;"],
  ['generated code by path', "export { x } from '../../../clients/typescript/src/generated/sdk.gen';"],
  ['generated code by name', "export { x } from '@almoner/client/src/generated/sdk.gen';"],
  ['React Aria in a screen', "export { Button } from 'react-aria-components';"],
];

describe('only @almoner/client talks to the server', () => {
  it.each(forbidden)('%s is refused', (_, code) => {
    expect(said(code)).toMatch(/no-restricted-(globals|properties|imports)/);
  });

  it('what the client exports is not', () => {
    expect(
      said("import { useAlmoner } from '@almoner/client/react';\nexport const x = useAlmoner;"),
    ).not.toMatch(/no-restricted/);
  });
});

describe('the rooms read and change by the hooks of the client', () => {
  it.each([
    ['a query of their own', "import { useQuery } from '@tanstack/react-query';\nexport const x = useQuery;"],
    [
      'the cache',
      "import { useQueryClient } from '@tanstack/react-query';\nexport const x = useQueryClient;",
    ],
    [
      'the client itself',
      "import { useAlmoner } from '@almoner/client/react';\nexport const x = useAlmoner;",
    ],
    ['React Aria', "export { Button } from 'react-aria-components';"],
  ])('%s is refused', (_, code) => {
    expect(said(code, room)).toMatch(/no-restricted-imports/);
  });

  it('a hook is not', () => {
    const code = "import { useClient } from '@almoner/client/react';\nexport const x = useClient;";
    expect(said(code, room)).not.toMatch(/no-restricted/);
  });
});
