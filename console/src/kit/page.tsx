import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from './icons';

export interface PageHeaderProps {
  title: string;
  /** A line under the title. */
  sub?: ReactNode;
  /** Where this page hangs: `<Link to="/residents">Residents</Link>`. */
  back?: ReactNode;
  actions?: ReactNode;
}

/** The page's h1 and the tab's title; the focus goes there after a change of page. */
export function PageTitle({ title }: { title: string }) {
  const t = useTranslations('shell');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  useEffect(() => {
    // Not on the first page (the browser's own start is right), nor where a field asked for the focus.
    if (
      document.documentElement.dataset['moved'] &&
      !heading.current?.closest('main')?.contains(document.activeElement)
    ) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {title}
    </h1>
  );
}

/** One on each page. */
export function PageHeader({ title, sub, back, actions }: PageHeaderProps) {
  const t = useTranslations('shell');
  return (
    <header className="page-header">
      {back ? (
        <nav aria-label={t('breadcrumb')} className="back">
          <Icon name="left" size={16} />
          {back}
        </nav>
      ) : null}
      <div className="row spread">
        <div>
          <PageTitle title={title} />
          {sub ? <div className="quiet">{sub}</div> : null}
        </div>
        {actions ? <div className="row">{actions}</div> : null}
      </div>
    </header>
  );
}

/** A part of a page, with its heading and what can be done there. */
export function Section(props: { title: string; sub?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <div className="row spread">
        <div>
          <h2>{props.title}</h2>
          {props.sub ? <p className="quiet small">{props.sub}</p> : null}
        </div>
        {props.actions ? <div className="row">{props.actions}</div> : null}
      </div>
      {props.children}
    </section>
  );
}

/** Names and values, as a description list. An absent value says "Not recorded". */
export function Facts({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
  const t = useTranslations('kit');
  return (
    <dl className="facts">
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value === null || value === undefined || value === '' ? (
              <span className="quiet">{t('notRecorded')}</span>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
