import { useTranslations } from 'use-intl';
import { spanOf } from './span';

export interface Spanned {
  from?: string | null;
  until?: string | null;
}

/** "since 2 March 2026", "1 November 2026 to 28 November 2026". */
export function SpanText({ right, zone }: { right: Spanned; zone: string }) {
  const t = useTranslations('rights.span');
  const { key, ...words } = spanOf(right.from, right.until, zone);
  return <span className="numbers">{t(key, words)}</span>;
}
