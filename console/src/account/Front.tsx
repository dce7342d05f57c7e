import { useEffect, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Mark } from '~/kit';

/** The pages before the sign-in: one thing each, beside the house's picture. */
export function Front({ title, children }: { title: string; children: ReactNode }) {
  const t = useTranslations('signIn');
  const s = useTranslations('shell');
  useEffect(() => {
    document.title = `${title} · ${s('product')}`;
  }, [title, s]);
  return (
    <div className="front">
      <aside className="front-side" aria-hidden="true">
        <svg className="bowl" viewBox="0 0 200 150" fill="none">
          <path d="M10 70h180a90 70 0 0 1-180 0Z" fill="#ffffff14" />
          <path d="M40 70h120a60 48 0 0 1-120 0Z" fill="#ffffff26" />
          <circle cx="100" cy="34" r="19" fill="#f2c86b" />
        </svg>
        <p>{t('tagline')}</p>
        <p>{t('taglineMore')}</p>
      </aside>
      <main className="front-main" id="main">
        <span className="wordmark">
          <Mark size={32} />
          <span>{s('product')}</span>
        </span>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
