import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

/** The API as a test says that it is. */
export const server = setupServer();

const ID = '0190b7a0-0000-7000-8000-000000000001';
export const REQUEST = '0190b7a0-0000-7000-8000-00000000feed';

export const at = (path: string) => `http://localhost:3000/api/v1${path}`;

export const answer = (data: unknown, status = 200) =>
  HttpResponse.json({ data, error: null, meta: { request_id: ID } }, { status });

export interface Refusal {
  code: string;
  message?: string;
  fields?: { path: string; code: string; message: string }[];
  current?: unknown;
}

export const refuse = (status: number, { code, message = 'No.', fields = [], current }: Refusal) =>
  HttpResponse.json(
    {
      data: current === undefined ? null : { current },
      error: { code, message, fields, retryable: false },
      meta: { request_id: REQUEST },
    },
    { status },
  );

export { http, HttpResponse };
