import type { ReactNode } from 'react';
import * as imports from '~/words/en-GB/import';
import * as rights from '~/words/en-GB/rights';
import { MoreWords } from '~/words/more';

const words = { ...imports, ...rights };

/** The words of imports, which only these screens load. */
export function ImportWords({ children }: { children: ReactNode }) {
  return <MoreWords words={words}>{children}</MoreWords>;
}
