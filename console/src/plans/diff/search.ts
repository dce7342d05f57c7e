/** Which two versions are compared, as it stands in the address. */
export interface CompareSearch {
  from?: string;
  to?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An address that was typed wrong compares the newest two, and is no error. */
export function readCompare({ from, to }: Record<string, unknown>): CompareSearch {
  return {
    ...(typeof from === 'string' && UUID.test(from) ? { from } : {}),
    ...(typeof to === 'string' && UUID.test(to) ? { to } : {}),
  };
}
