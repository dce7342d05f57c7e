import { readFile } from 'node:fs/promises';
import { createAlmoner } from '@almoner/client';
import { answer } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { BASE, fakeFetch, type Sent } from './fake.js';

interface Operation {
  operationId: string;
  parameters?: { in: string; name: string; required?: boolean }[];
}

/** Every operation of the document as `METHOD /path` with the headers that it needs. */
async function documented(): Promise<Map<string, string>> {
  const file = new URL('../../../openapi/almoner.json', import.meta.url);
  const { paths } = JSON.parse(await readFile(file, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => {
      const headers = parameters
        .filter((one) => one.in === 'header' && one.required)
        .map(({ name }) => name.toLowerCase());
      return [`${method.toUpperCase()} ${path}`, headers.toSorted().join(' ')] as const;
    }),
  );
  return new Map(all);
}

/** Calls every function of every module with something of each kind that one takes. */
async function callAll(module: object): Promise<void> {
  for (const member of Object.values(module)) {
    // One after the other, so that what was sent stands in order.
    // oxlint-disable-next-line no-await-in-loop
    if (typeof member === 'function') await call(member as (...args: unknown[]) => unknown);
    // A function may carry another, as `import` does its `preview`.
    // oxlint-disable-next-line no-await-in-loop
    await callAll(member as object);
  }
}

const record = { id: 'ID', client_id: 'ID', profile_id: 'ID', version: 3 };

/** Some take an id first, some a record or a body: each is given both, and what makes no sense reaches no route. */
async function call(run: (...args: unknown[]) => unknown): Promise<void> {
  await run('ID', {}, {});
  await run(record, {}, {});
}

it('every operation of the document has a function, and each sends the headers that its route needs', async () => {
  const { fetch, sent } = fakeFetch(answer({ signed_in: {} }));
  const { errorReporter: _, events, ...modules } = createAlmoner({ baseUrl: BASE, fetch });
  await callAll(modules);
  await new Promise<void>((resolve) => {
    const stream = events({ onState: (state) => state === 'waiting' && (stream.close(), resolve()) });
  });
  // The renewal of a sign-in is nobody's call.
  const { fetch: refusing, sent: renewal } = fakeFetch(() => new Response('', { status: 401 }));
  await createAlmoner({ baseUrl: BASE, fetch: refusing })
    .session.get()
    .catch(() => {});

  const wanted = await documented();
  const name = (one: Sent) => `${one.method} ${one.path.replace('/ID', '/{id}')}`;
  const headers = (one: Sent) =>
    ['idempotency-key', 'if-match'].filter((header) => one.headers.has(header)).join(' ');
  const real = [...sent, ...renewal].filter((one) => wanted.has(name(one)));
  const reached = new Map(real.map((one) => [name(one), headers(one)]));
  expect([...wanted.keys()].filter((operation) => !reached.has(operation))).toEqual([]);
  expect(Object.fromEntries(reached)).toEqual(Object.fromEntries(wanted));
});
