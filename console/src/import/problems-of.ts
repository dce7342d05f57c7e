import type { ApiError, ImportProblem } from '@almoner/client';

/** A refused import names its cells in the fields' paths: `content.LINE.COLUMN`, `content.LINE` or `content`. */
export function problemsOf(error: ApiError): ImportProblem[] {
  return error.fields
    .filter(({ path }) => path === 'content' || path.startsWith('content.'))
    .map(({ path, code, message }) => {
      const [, line, ...column] = path.split('.');
      return {
        code,
        message,
        line: line && /^\d+$/.test(line) ? Number(line) : null,
        column: column.join('.') || null,
      };
    });
}
