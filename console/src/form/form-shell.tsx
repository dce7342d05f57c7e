import { isApiError } from '@almoner/client';
import { useEffect, useRef, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, Notice } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { ConflictView } from './conflict-view';
import { focusField } from './focus';
import type { Form, Mistakes } from './use-form';

export interface FormShellProps<V extends object> {
  form: Form<V>;
  /** The verb and the thing: "Add resident". */
  act: string;
  tone?: 'primary' | 'danger';
  /** Where one goes without saving: a link, or a button that closes the dialog. */
  cancel?: ReactNode;
  /** Other buttons beside. */
  more?: ReactNode;
  children: ReactNode;
}

/**
 * Around the fields of a form: the summary of what is wrong, what could not be saved, what was kept, and the buttons.
 * Nothing typed is lost by an error, a conflict, an expired session or a dead server.
 */
export function FormShell<V extends object>({
  form,
  act,
  tone = 'primary',
  cancel,
  more,
  children,
}: FormShellProps<V>) {
  const t = useTranslations('form');
  const format = useFormatter();
  if (form.conflict)
    return <ConflictView conflict={form.conflict} busy={form.busy} onSettle={form.settle} cancel={cancel} />;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // A form in a dialog stands inside the page's own form in React's tree.
        event.stopPropagation();
        void form.submit();
      }}
    >
      {form.keptAt === null ? null : (
        <Notice action={<Button onPress={form.discard}>{t('discard')}</Button>}>
          {t('kept', { when: format.dateTime(form.keptAt, { timeStyle: 'short' }) })}
        </Notice>
      )}
      <ErrorSummary mistakes={form.mistakes} failure={form.failure} count={form.refused} />
      {children}
      <div className="actions">
        <Button type="submit" tone={tone} busy={form.busy}>
          {act}
        </Button>
        {more}
        {cancel}
      </div>
    </form>
  );
}

/** Takes the focus when something was refused; each line leads to its field. */
export function ErrorSummary({
  mistakes,
  failure,
  count,
}: {
  mistakes: Mistakes;
  failure: unknown;
  count: number;
}) {
  const t = useTranslations('form');
  const k = useTranslations('kit');
  const words = useFailureWords();
  const box = useRef<HTMLDivElement>(null);
  const names = Object.keys(mistakes);
  const shown = names.length > 0 || Boolean(failure);
  useEffect(() => {
    if (count > 0) box.current?.focus();
  }, [count]);
  if (!shown) return null;
  const id = isApiError(failure) ? failure.requestId : undefined;
  const signIn = isApiError(failure, 'unauthenticated');
  const code = isApiError(failure, 'second_factor_required');
  return (
    <div ref={box} tabIndex={-1} role="alert" className="summary" data-testid="error-summary">
      <h2>{names.length > 0 ? t('summary', { count: names.length }) : t('notSaved')}</h2>
      {names.length > 0 ? (
        <ul>
          {names.map((name) => (
            <li key={name}>
              <a
                href={`#field-${name}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(name);
                }}
              >
                {mistakes[name]}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p>{signIn ? t('signInAgain') : code ? t('secondFactor') : words(failure)}</p>
      )}
      {id && names.length === 0 ? (
        <p className="small">
          {k('requestId')} <code>{id}</code>
        </p>
      ) : null}
    </div>
  );
}
