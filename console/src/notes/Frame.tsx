import type { ReactNode } from 'react';
import { placeOn, type Scale } from './chart';

interface Props {
  title: string;
  /** What is drawn, in a sentence, for whoever sees no picture. */
  said: string;
  scale: Scale;
  /** What stands below, from left to right. */
  ends: readonly string[];
  children: ReactNode;
}

/** The lines and numbers around a picture. Words are HTML, so that they keep their size on a phone. */
export function Frame({ title, said, scale, ends, children }: Props) {
  return (
    <figure className="chart" aria-label={`${title}. ${said}`}>
      <div className="chart-area" aria-hidden="true">
        <div className="chart-axis numbers">
          {scale.ticks.map((tick) => (
            <span key={tick} style={{ insetBlockEnd: `${placeOn(scale, tick) * 100}%` }}>
              {tick}
            </span>
          ))}
        </div>
        <div className="chart-plot">
          {scale.ticks.map((tick) => (
            <i
              key={tick}
              className="chart-line"
              style={{ insetBlockEnd: `${placeOn(scale, tick) * 100}%` }}
            />
          ))}
          {children}
        </div>
      </div>
      <div className="chart-ends numbers" aria-hidden="true">
        {ends.map((end, i) => (
          // Two ends can be the same day.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={i}>{end}</span>
        ))}
      </div>
    </figure>
  );
}
