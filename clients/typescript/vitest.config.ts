import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      '@almoner/client/react': src('react/index.ts'),
      '@almoner/client/testing': src('testing/index.ts'),
      '@almoner/client': src('index.ts'),
    },
  },
  test: { include: ['test/**/*.test.{ts,tsx}'], restoreMocks: true },
});
