import { placeOn, type Scale } from './chart';

/** One value of a picture. */
export interface Point {
  id: string;
  /** From 0 at the left to 1 at the right. */
  x: number;
  value: number;
  /** What it says under a pointer. */
  said: string;
}

/** Values where they were found, joined by a thin line; `lower`: of the second of two. */
export function Points({
  points,
  scale,
  lower = false,
}: {
  points: readonly Point[];
  scale: Scale;
  lower?: boolean;
}) {
  const path = points.map(({ x, value }) => `${x * 100},${100 - placeOn(scale, value) * 100}`).join(' ');
  return (
    <>
      <svg className="chart-path" viewBox="0 0 100 100" preserveAspectRatio="none" focusable="false">
        <polyline points={path} />
      </svg>
      {points.map(({ id, x, value, said }) => (
        <span
          key={id}
          className={lower ? 'chart-dot lower' : 'chart-dot'}
          title={said}
          style={{ insetInlineStart: `${x * 100}%`, insetBlockEnd: `${placeOn(scale, value) * 100}%` }}
        />
      ))}
    </>
  );
}
