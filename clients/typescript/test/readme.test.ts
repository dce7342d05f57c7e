import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

it.each([
  ['the README', 'README.md', 5],
  ['docs/client.md', '../../docs/client.md', 5],
])(
  'every example of %s compiles',
  async (_, file, least) => {
    const page = await readFile(join(root, file), 'utf8');
    const examples = [...page.matchAll(/```(tsx?)\n([\s\S]*?)```/g)];
    expect(examples.length).toBeGreaterThanOrEqual(least);
    // Inside the package, so that imports are found as the package's own tests find them.
    const folder = await mkdtemp(join(root, 'test', 'readme-'));
    try {
      const files = await Promise.all(
        examples.map(async ([, kind, text], i) => {
          const path = join(folder, `example-${i + 1}.${kind}`);
          await writeFile(path, `${text}\nexport {};\n`);
          return path;
        }),
      );
      const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
        .config as object;
      const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
      const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
      const wrong = ts.getPreEmitDiagnostics(program).map(({ messageText, file: source, start }) => {
        const line = source && start !== undefined ? source.getLineAndCharacterOfPosition(start).line + 1 : 0;
        return `${source?.fileName.split('/').pop()}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      });
      expect(wrong).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  240_000,
);
