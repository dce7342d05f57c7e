import type { ReactNode } from 'react';
import { Shape } from '~/kit';
import './band.css';
import type { Placed } from './catalogue';

const SHAPES: Record<'least' | 'between' | 'most', { tone: string; shape: ReactNode }> = {
  least: { tone: 'good', shape: <circle cx="8" cy="8" r="5" /> },
  between: { tone: 'warn', shape: <path d="M8 1l7 7-7 7-7-7Z" /> },
  most: { tone: 'bad', shape: <path d="M8 2 15 14H1Z" /> },
};

/** What a result means, in the instrument's own word; the shape and colour say how far up it stands among its bands. */
export function BandMark({ band }: { band: Placed }) {
  const place = band.rank === 0 ? 'least' : band.rank === band.of - 1 ? 'most' : 'between';
  const { tone, shape } = SHAPES[place];
  return (
    <span className={`status band-mark tone-${tone}`} data-band={place}>
      <Shape>{shape}</Shape>
      {band.label}
    </span>
  );
}
