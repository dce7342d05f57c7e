import type { ReactNode } from 'react';
import * as plans from '~/words/en-GB/plans';
import { MoreWords } from '~/words/more';

/** The words of care plans, which only these screens load. */
export function PlanWords({ children }: { children: ReactNode }) {
  return <MoreWords words={plans}>{children}</MoreWords>;
}
