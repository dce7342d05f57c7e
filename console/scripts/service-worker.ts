import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes `sw.js` beside the page: the worker of `service-worker.js` with the names of this build's files in it, so that it
 * changes whenever one of them does.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'almoner:service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const built = Object.keys(bundle).filter((name) => /\.(js|css|woff2|svg)$/.test(name));
      const beside = readdirSync(here('../public')).filter((name) => /\.(svg|png|webmanifest)$/.test(name));
      const files = ['/', ...[...built, ...beside].map((name) => `/${name}`)].toSorted();
      const page = bundle['index.html'];
      const hash = createHash('sha256').update(files.join());
      hash.update(page && 'source' in page ? page.source : '');
      const source = readFileSync(here('service-worker.js'), 'utf8')
        .replace("'VERSION'", JSON.stringify(hash.digest('hex').slice(0, 16)))
        .replace("['FILES']", JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
