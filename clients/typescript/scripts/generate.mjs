// Makes src/generated from the API document; with --check it makes a second copy and fails when the committed one differs.
//
// The generator's TanStack plugin is left out on purpose: it puts the base URL into query keys, which breaks hydration, and
// throws plain objects. Keys, hooks and errors are written by hand in src.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'src/generated');

async function generate(path) {
  await createClient({
    input: join(root, '../../openapi/almoner.json'),
    output: { path, importFileExtension: '.js', postProcess: [] },
    logs: { level: 'silent' },
    plugins: [
      '@hey-api/client-fetch',
      { name: '@hey-api/typescript', enums: false },
      { name: '@hey-api/sdk', auth: false },
    ],
  });
}

async function contents(folder) {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const pairs = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), await readFile(path, 'utf8')];
  });
  return new Map(await Promise.all(pairs));
}

if (!process.argv.includes('--check')) {
  await generate(committed);
} else {
  const fresh = await mkdtemp(join(tmpdir(), 'almoner-client-'));
  try {
    await generate(fresh);
    const [was, is] = await Promise.all([contents(committed), contents(fresh)]);
    const names = [...new Set([...was.keys(), ...is.keys()])].toSorted();
    const stale = names.filter((name) => was.get(name) !== is.get(name));
    if (stale.length > 0) {
      console.error(`src/generated is stale: ${stale.join(', ')}\nRun: npm run generate -w @almoner/client`);
      process.exitCode = 1;
    }
  } finally {
    await rm(fresh, { recursive: true });
  }
}
