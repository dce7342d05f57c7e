import { readDomain, type Domain } from '../domains';

/** What of a draft is open: one of its parts, or why it changes. */
export type Part = Domain | 'about';

export function readPart(raw: unknown): Part | undefined {
  return raw === 'about' ? 'about' : readDomain(raw);
}
