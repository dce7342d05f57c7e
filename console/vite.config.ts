import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compiledWords } from './scripts/compiled-words.ts';
import { serviceWorker } from './scripts/service-worker.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** React Aria ships its words in thirty languages; we speak one. */
function oneLanguage(): Plugin {
  return {
    name: 'almoner:one-language',
    enforce: 'pre',
    load(id) {
      const language = /\/intl\/[^/]+\/([a-z]{2}-[A-Z]{2})\.m?js$/.exec(id)?.[1];
      return language && language !== 'en-US' ? 'export default {}' : undefined;
    },
  };
}

const { version } = createRequire(import.meta.url)('./package.json') as { version: string };
/** Where `almoner up` listens; `npm run dev` hands /api to it. */
const server = process.env['ALMONER_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [
    oneLanguage(),
    compiledWords(),
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: here('./src/routes'),
      generatedRouteTree: here('./src/routes.gen.ts'),
      routeFileIgnorePattern: '\\.test\\.',
      quoteStyle: 'single',
      semicolons: true,
    }),
    react(),
    serviceWorker(),
  ],
  define: { __BUILD__: JSON.stringify(process.env['ALMONER_BUILD'] ?? version) },
  resolve: {
    alias: [
      { find: /^~\//, replacement: `${here('./src')}/` },
      // Words are compiled, so that the parser of their language stays out of the browser.
      { find: /^use-intl\/format-message$/, replacement: here('./src/words/format-message.ts') },
      // The client's source, so that neither a build nor a test depends on a package made earlier.
      { find: /^@almoner\/client$/, replacement: here('../clients/typescript/src/index.ts') },
      {
        find: /^@almoner\/client\/(react|testing)$/,
        replacement: here('../clients/typescript/src/$1/index.ts'),
      },
    ],
    dedupe: ['react', 'react-dom', '@tanstack/react-query'],
  },
  server: {
    port: 5173,
    strictPort: true,
    // The server refuses foreign origins; to it we are itself.
    proxy: {
      '/api': { target: server, changeOrigin: true, headers: { origin: server } },
    },
  },
  build: {
    target: 'es2024',
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What every page needs stands together: a dozen small files of it compress worse than one.
        // The client's hooks that change something come with the first screen that does.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack|use-intl|@formatjs|intl-messageformat)\/|clients\/typescript\/src\/(?!react\/(write|update|change|rows|session|notifications|care-plans|care|handovers|round|concerns|devices|assessments|about-me|duty|attempts|photos|hand-ins)\.)/,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: [here('./src/test/setup.ts')],
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    // So that the alias of its formatter holds within it.
    server: { deps: { inline: [/use-intl/] } },
    restoreMocks: true,
    // Machines are busy; what takes long is no mistake.
    testTimeout: 60_000,
  },
});
