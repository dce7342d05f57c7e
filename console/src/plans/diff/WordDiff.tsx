import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { wordDiff } from './words';

/** A text before and after in one: what came is underlined, what went is struck through, and both are said to whoever listens. */
export function WordDiff({ from, to }: { from: string; to: string }) {
  const t = useTranslations('planDiff');
  const pieces = useMemo(() => wordDiff(from, to), [from, to]);
  return (
    <p className="word-diff lines">
      {pieces.map(({ kind, text }, i) => {
        const key = `${i}`;
        if (kind === 'same') return <span key={key}>{text}</span>;
        const Mark = kind === 'added' ? 'ins' : 'del';
        return (
          <Mark key={key}>
            <span className="visually-hidden"> {t(kind)} </span>
            {text}
            <span className="visually-hidden"> {t('end')} </span>
          </Mark>
        );
      })}
    </p>
  );
}
