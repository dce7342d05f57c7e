import { ApiError, createAlmoner, isApiError } from '@almoner/client';
import { aClient, answer, invalid, problem } from '@almoner/client/testing';
import { describe, expect, it } from 'vitest';
import { BASE, fakeFetch, noWaiting } from './fake.js';

const failing = async (...answers: Parameters<typeof fakeFetch>) => {
  const { fetch } = fakeFetch(...answers);
  const almoner = createAlmoner({ baseUrl: BASE, fetch, retry: { ...noWaiting().retry, tries: 1 } });
  const client = aClient();
  const error = await almoner.clients.update(client, { title: 'Mrs' }).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

describe('what is thrown', () => {
  it('carries status, code, fields and request id', async () => {
    const error = await failing(invalid('title', 'too_long', 'Use at most 20 characters.'));
    expect(error).toMatchObject({ status: 422, code: 'invalid', retryable: false, current: undefined });
    expect(error.field('title')?.message).toBe('Use at most 20 characters.');
    expect(error.field('tit')).toBeUndefined();
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(isApiError(error, 'invalid', 'stale')).toBe(true);
    expect(isApiError(error, 'stale')).toBe(false);
  });

  it('finds a complaint inside a field', async () => {
    const error = await failing(invalid('identity.nhs_number', 'format', 'Ten digits.'));
    expect(error.field('identity')?.path).toBe('identity.nhs_number');
  });

  it('carries the present record of a conflict', async () => {
    const current = aClient({ title: 'Miss', version: 7 });
    expect(await failing(problem('stale', { current }))).toMatchObject({
      status: 412,
      code: 'stale',
      current,
    });
  });

  it('is network, aborted or unreadable where there was no answer to read', async () => {
    expect(await failing(new TypeError('fetch failed'))).toMatchObject({
      code: 'network',
      status: 0,
      retryable: true,
    });
    expect(await failing(new Response('<p>hello</p>', { status: 200 }))).toMatchObject({
      code: 'unreadable',
    });
    expect(await failing(Response.json({ hello: 1 }))).toMatchObject({ code: 'unreadable' });

    const { fetch } = fakeFetch(answer([]));
    const stop = new AbortController();
    stop.abort();
    const call = createAlmoner({ baseUrl: BASE, fetch }).clients.list({}, { signal: stop.signal });
    await expect(call).rejects.toMatchObject({ code: 'aborted', retryable: false });
  });

  it('has the nearest code where a proxy answered', async () => {
    const page = (status: number) => new Response('<h1>Bad gateway</h1>', { status });
    expect(await failing(page(502))).toMatchObject({ status: 502, code: 'unavailable', retryable: true });
    expect(await failing(page(404))).toMatchObject({ status: 404, code: 'not_found', retryable: false });
    expect(await failing(page(418))).toMatchObject({ status: 418, code: 'unreadable' });
  });
});
