import { mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** Against the binary of `ALMONER_BINARY`; `npm run test:live`. */
export default mergeConfig(
  { ...config, test: {} },
  { test: { include: ['live/**/*.test.ts'], testTimeout: 30_000 } },
);
