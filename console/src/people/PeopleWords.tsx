import type { ReactNode } from 'react';
import * as people from '~/words/en-GB/people';
import * as rights from '~/words/en-GB/rights';
import { MoreWords } from '~/words/more';

const words = { ...people, ...rights };

/** The words of people and their rights, which only these screens load. */
export function PeopleWords({ children }: { children: ReactNode }) {
  return <MoreWords words={words}>{children}</MoreWords>;
}
