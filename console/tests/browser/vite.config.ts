import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  logLevel: 'error',
  resolve: {
    alias: [
      { find: /^~\//, replacement: `${here('../../src')}/` },
      { find: /^@almoner\/client$/, replacement: here('../../../clients/typescript/src/index.ts') },
    ],
  },
  build: {
    minify: false,
    lib: { entry: here('./page.ts'), formats: ['es'], fileName: () => 'page.js' },
  },
});
