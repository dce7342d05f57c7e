// What goes out: the right files, types that every resolver finds, and no more bytes than the budget allows.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const budget = JSON.parse(await readFile(join(root, 'package-budget.json'), 'utf8'));
const { exports, peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const wrong = [];

const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
const complain = (tool, error) =>
  wrong.push(`${tool}:\n${error.stdout ?? ''}${error.stderr ?? error.message}`);

try {
  run('publint', '--strict');
} catch (error) {
  complain('publint', error);
}
try {
  // ESM only, by choice: a CommonJS `require` is told so by Node itself.
  run('attw', '--pack', '.', '--profile', 'esm-only', '--format', 'ascii');
} catch (error) {
  complain('attw', error);
}

const packed = JSON.parse(run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'));
const files = (Array.isArray(packed) ? packed[0] : Object.values(packed)[0]).files.map(({ path }) => path);
for (const path of files) {
  const folder = dirname(path) === '.' ? '' : dirname(path);
  const kind = folder === '' ? /^(package\.json|README\.md|LICENSE.*)$/ : /\.(js|d\.ts)$/;
  if (!budget.folders.includes(folder) || !kind.test(path.split('/').pop()))
    wrong.push(`${path} does not belong in the package`);
}
for (const path of ['package.json', 'README.md', ...Object.values(exports).flatMap(targets)]) {
  if (!files.includes(path)) wrong.push(`${path} is missing from the package`);
}

for (const [name, most] of Object.entries(budget.gzip)) {
  const bundle = await rolldown({
    input: join(root, exports[name].default),
    external: Object.keys(peerDependencies).map((peer) => new RegExp(`^${peer}(/|$)`)),
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const bytes = gzipSync(output.map(({ code }) => code ?? '').join('')).length;
  console.log(`${name}: ${bytes} bytes of gzip, of ${most}`);
  if (bytes > most)
    wrong.push(`${name} is ${bytes} bytes of gzip; the budget is ${most} (package-budget.json)`);
}

if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exitCode = 1;
}

function targets(entry) {
  return Object.values(typeof entry === 'string' ? [entry] : entry).map((path) => path.replace(/^\.\//, ''));
}
