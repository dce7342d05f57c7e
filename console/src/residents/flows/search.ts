/** What the address of every flow says: which page it is at, so that Back goes one question back. */
export interface FlowSearch {
  step?: string;
}

export function flowSearch(raw: Record<string, unknown>): FlowSearch {
  return text(raw, 'step');
}

/** One word of an address; nothing where there is none. */
export function text<K extends string>(raw: Record<string, unknown>, key: K): { [key in K]?: string } {
  const value = raw[key];
  return (typeof value === 'string' && value ? { [key]: value } : {}) as { [key in K]?: string };
}
