import type { ReactNode } from 'react';
import * as aboutMe from '~/words/en-GB/about-me';
import { MoreWords } from '~/words/more';

/** The words of what residents say about themselves, which only these screens load. */
export function AboutMeWords({ children }: { children: ReactNode }) {
  return <MoreWords words={aboutMe}>{children}</MoreWords>;
}
