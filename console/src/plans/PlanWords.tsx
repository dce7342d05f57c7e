import type { ReactNode } from 'react';
import * as between from '~/words/en-GB/plan-between';
import * as sources from '~/words/en-GB/plan-sources';
import * as writing from '~/words/en-GB/plan-writing';
import * as plans from '~/words/en-GB/plans';
import { MoreWords } from '~/words/more';

const words = { ...plans, ...writing, ...sources, ...between };

/** The words of care plans, which only these screens load. */
export function PlanWords({ children }: { children: ReactNode }) {
  return <MoreWords words={words}>{children}</MoreWords>;
}
