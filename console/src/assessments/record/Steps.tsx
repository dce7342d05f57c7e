import type { ClientPageOut, Instrument } from '@almoner/client';
import { useEffect, useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { FormShell, focusField, type Mistakes } from '~/form';
import { Button, CancelLink, Notice } from '~/kit';
import { answerWords } from '../AnswersTable';
import { answersOf, placeOf } from './answers';
import { Ending } from './Ending';
import { ItemField } from './ItemField';
import type { Recording } from './use-recording';

interface Props {
  page: ClientPageOut;
  instrument: Instrument;
  recording: Recording;
  /** Which question, from 0; past the last: all answers to look over. It stands in the address, so that Back goes back. */
  at: number;
  onAt: (at: number) => void;
}

/** One question after another, as on a phone, and at the end all answers to look over. */
export function Steps(props: Props) {
  const { instrument, recording, at, onAt } = props;
  const { items } = recording;
  // Where somebody comes back to what they typed, and not on every question after it.
  const [began] = useState(at);
  const item = items[at];
  return item ? (
    <Question key={item.code} {...props} began={began} />
  ) : (
    <Over {...{ ...props, instrument, recording, onAt }} />
  );
}

function Question({ recording: { form, items, wrong }, at, onAt, began }: Props & { began: number }) {
  const t = useTranslations('assessments.record');
  const f = useTranslations('form');
  const format = useFormatter();
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const top = useRef<HTMLHeadingElement>(null);
  const item = items[at]!;
  // The question takes the focus, as a page does, unless it is the first one of the page.
  useEffect(() => {
    if (at > 0) top.current?.focus();
  }, [at]);
  function onward() {
    const found = wrong(form.values.answers, [item]);
    setMistakes(found);
    if (Object.keys(found).length > 0) focusField(placeOf(item));
    else onAt(at + 1);
  }
  return (
    <form
      className="form assess-step"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onward();
      }}
    >
      <h2 ref={top} tabIndex={-1} className="quiet small">
        {t('step', { at: at + 1, of: items.length })}
      </h2>
      {form.keptAt === null || at !== began ? null : (
        <Notice action={<Button onPress={form.discard}>{f('discard')}</Button>}>
          {f('kept', { when: format.dateTime(form.keptAt, { timeStyle: 'short' }) })}
        </Notice>
      )}
      <ItemField
        item={item}
        value={form.values.answers[item.code] ?? ''}
        onChange={(value) => {
          setMistakes({});
          form.set({ answers: { ...form.values.answers, [item.code]: value } });
        }}
        error={mistakes[placeOf(item)] ?? form.mistakes[placeOf(item)]}
      />
      <div className="actions">
        <Button type="submit" tone="primary">
          {at + 1 < items.length ? t('onward') : t('toLast')}
        </Button>
        {at > 0 ? <Button onPress={() => onAt(at - 1)}>{t('previous')}</Button> : null}
      </div>
    </form>
  );
}

function Over({ page, instrument, recording, onAt }: Props) {
  const t = useTranslations('assessments.record');
  const { form, items } = recording;
  const answers = answersOf(instrument, form.values.answers);
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <FormShell
      form={form}
      act={t('save')}
      more={<Button onPress={() => onAt(items.length - 1)}>{t('previous')}</Button>}
      cancel={
        <CancelLink to="/residents/$id" params={{ id: page.client.id }} search={{ tab: 'assessments' }} />
      }
    >
      <h2 ref={top} tabIndex={-1}>
        {t('last')}
      </h2>
      <ol className="assess-over" aria-label={t('answered')}>
        {items.map((item, i) => (
          <li key={item.code}>
            <div>
              <p className="quiet small">{item.label}</p>
              <p>{answerWords(item, answers[item.code]) ?? t('notAnswered')}</p>
            </div>
            <Button
              tone="quiet"
              icon="edit"
              aria-label={t('changeOf', { item: item.label })}
              onPress={() => onAt(i)}
            >
              {t('change')}
            </Button>
          </li>
        ))}
      </ol>
      <Ending page={page} instrument={instrument} recording={recording} />
    </FormShell>
  );
}
