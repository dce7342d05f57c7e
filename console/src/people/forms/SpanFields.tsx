import { useTranslations } from 'use-intl';
import { DateField, RadioGroup, TimeField } from '~/kit';
import type { Mistakes } from '~/form';
import { OPEN, type Edge } from '../span';

export interface SpanFieldsProps {
  from?: Edge;
  until: Edge;
  onChange: (part: { from?: Edge; until?: Edge }) => void;
  mistakes: Mistakes;
  homeName: string;
  /** An end has to be said: of a cover. */
  ends?: boolean;
}

/** From when, until when. Without `from` only the end is asked. */
export function SpanFields({ from, until, onChange, mistakes, homeName, ends = false }: SpanFieldsProps) {
  const t = useTranslations('people.span');
  return (
    <>
      {from ? (
        <EdgeField
          name="from"
          label={t('from')}
          none={t('now')}
          some={t('day')}
          day={t('fromDay')}
          homeName={homeName}
          edge={from}
          error={mistakes['from']}
          onChange={(edge) => onChange({ from: edge })}
        />
      ) : null}
      <EdgeField
        name="until"
        label={t('until')}
        none={ends ? null : t('open')}
        some={t('lastDay')}
        day={t('untilDay')}
        homeName={homeName}
        edge={ends ? { ...until, set: true } : until}
        error={mistakes['until']}
        onChange={(edge) => onChange({ until: edge })}
      />
    </>
  );
}

interface EdgeFieldProps {
  name: 'from' | 'until';
  label: string;
  /** The answer that names no day; null where there has to be one. */
  none: string | null;
  some: string;
  day: string;
  homeName: string;
  edge: Edge;
  error: string | undefined;
  onChange: (edge: Edge) => void;
}

function EdgeField(props: EdgeFieldProps) {
  const { name, label, none, some, day, homeName, edge, error, onChange } = props;
  const t = useTranslations('people.span');
  return (
    <div className="stack tight edge">
      {none === null ? null : (
        <RadioGroup
          label={label}
          // The complaint leads here where no day is asked for.
          {...(edge.set ? {} : { name })}
          value={edge.set ? 'some' : 'none'}
          onChange={(choice) => onChange(choice === 'some' ? { ...edge, set: true } : OPEN)}
          error={edge.set ? undefined : error}
          inline
          options={[
            { id: 'none', label: none },
            { id: 'some', label: some },
          ]}
        />
      )}
      {edge.set ? (
        <div className="side-by-side">
          <DateField
            name={name}
            label={day}
            value={edge.date}
            onChange={(date) => onChange({ ...edge, date })}
            error={error}
          />
          <TimeField
            name={`${name}_time`}
            label={t('time')}
            hint={t('timeHint', { home: homeName })}
            optional
            value={edge.time}
            onChange={(time) => onChange({ ...edge, time })}
          />
        </div>
      ) : null}
    </div>
  );
}
