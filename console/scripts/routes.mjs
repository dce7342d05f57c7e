// Writes src/routes.gen.ts from the files in src/routes, as the build does; for a check of types in a fresh clone.
import { fileURLToPath } from 'node:url';
import { Generator, getConfig } from '@tanstack/router-generator';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('..');
const config = getConfig(
  {
    target: 'react',
    routesDirectory: here('../src/routes'),
    generatedRouteTree: here('../src/routes.gen.ts'),
    routeFileIgnorePattern: '\\.test\\.',
    quoteStyle: 'single',
    semicolons: true,
    disableLogging: true,
  },
  root,
);
await new Generator({ config, root }).run();
