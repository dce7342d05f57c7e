import type { ReactNode } from 'react';
import * as assessments from '~/words/en-GB/assessments';
import * as round from '~/words/en-GB/round';
import { MoreWords } from '~/words/more';

// The steppers are those of a carer's notes, with their words.
const words = { ...assessments, ...round };

/** The words of assessments, which only these screens load. */
export function AssessWords({ children }: { children: ReactNode }) {
  return <MoreWords words={words}>{children}</MoreWords>;
}
