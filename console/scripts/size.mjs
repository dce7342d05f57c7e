// What the first load of the residents screen costs, in bytes of gzip, against the budget. Follows the static imports of
// the entry and of the routes that the screen stands in; what comes by a press later is not counted.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET = 200_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

// Code-split routes are dynamic entries named after their file; the router loads these for /residents.
const screens = [
  'src/routes/_app.tsx',
  'src/routes/_app/residents/route.tsx',
  'src/routes/_app/residents/index.tsx',
];
const wanted = ([key, chunk]) => chunk.isEntry || screens.some((screen) => key.startsWith(screen));
const first = Object.entries(manifest)
  .filter(wanted)
  .map(([key]) => key);
if (!first.some((key) => key.startsWith('src/routes/_app/residents/index.tsx'))) {
  throw new Error('the residents screen is not in the manifest: build first, or correct scripts/size.mjs');
}

const files = new Set(['index.html']);
const seen = new Set();
for (const queue = [...first]; queue.length > 0;) {
  const key = queue.pop();
  if (seen.has(key)) continue;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  queue.push(...(chunk.imports ?? []));
}
const sizes = [...files].map((file) => [gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, file]);
sizes.sort(([a], [b]) => b - a);
const total = sizes.reduce((sum, [bytes]) => sum + bytes, 0);
for (const [bytes, file] of sizes) console.log(`${String(bytes).padStart(8)}  ${file}`);
console.log(
  `${String(total).padStart(8)}  of ${BUDGET} bytes (gzip) for the first load of the residents screen`,
);
if (total > BUDGET) process.exit(1);
