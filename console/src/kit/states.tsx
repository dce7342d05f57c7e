import { isApiError } from '@almoner/client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureWords } from '~/lib/failure';
import { Button } from './button';
import { Icon, type IconName } from './icons';
import { PageTitle } from './page';

/** Why there is nothing, and the next step. `page`: instead of a page, whose heading it is then. */
export function EmptyState(props: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: IconName;
  page?: boolean;
}) {
  return (
    <div className="state">
      {props.icon ? <Icon name={props.icon} size={32} /> : null}
      {props.page ? <PageTitle title={props.title} /> : <h2>{props.title}</h2>}
      {props.children ? <p className="quiet measure">{props.children}</p> : null}
      {props.action ? <div className="row">{props.action}</div> : null}
    </div>
  );
}

export interface ErrorStateProps {
  error: unknown;
  /** What could not be done: "The list of residents could not be loaded." */
  what: string;
  retry?: () => void;
  /** Above data that is still shown, instead of in its place. */
  inline?: boolean;
  /** Instead of a page, whose heading it is then. */
  page?: boolean;
}

/** What failed, Try again, and the number that finds it in the log. */
export function ErrorState({ error, what, retry, inline = false, page = false }: ErrorStateProps) {
  const t = useTranslations('kit');
  const words = useFailureWords();
  const id = isApiError(error) ? error.requestId : undefined;
  return (
    <div className={inline ? 'notice bad' : 'state'} role="alert">
      <span className="notice-shape" aria-hidden="true">
        !
      </span>
      <div className="stack tight">
        {page ? <PageTitle title={what} /> : <p className="strong">{what}</p>}
        <p className={inline ? undefined : 'quiet measure'}>{words(error)}</p>
        {id ? (
          <p className="small quiet">
            {t('requestId')} <code>{id}</code>
          </p>
        ) : null}
        {retry ? (
          <div className="row">
            <Button onPress={retry}>{t('tryAgain')}</Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Of the shape of what is coming. Read out once as "Loading". */
export function Skeleton({ lines = 3, kind = 'text' }: { lines?: number; kind?: 'text' | 'rows' | 'page' }) {
  const t = useTranslations('kit');
  return (
    <div className={`skeleton ${kind}`} role="status">
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Something to know, at the place that it concerns. */
export function Notice(props: {
  tone?: 'info' | 'good' | 'warn' | 'bad';
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const { tone = 'info', title, children, action } = props;
  const shape = { info: 'i', good: '✓', warn: '▲', bad: '!' }[tone];
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <span className="notice-shape" aria-hidden="true">
        {shape}
      </span>
      <div className="stack tight">
        {title ? <p className="strong">{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {action ? <div className="row">{action}</div> : null}
      </div>
    </div>
  );
}
