import type { TaskPageOut, TaskRecordOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { useAuthorOf } from '~/care/author';
import { useHomeOf } from '~/care/home';
import { Badge, Section, Status, type State } from '~/kit';
import { momentWords } from '~/residents/when';

const SHAPES: Record<NonNullable<TaskRecordOut['outcome']>, State> = {
  done: 'done',
  partly: 'done',
  declined: 'refused',
  not_required: 'ended',
  mar_checked: 'done',
};

/** What was recorded of a task, in the order in which it arrived; a second person's confirmation stands among them. */
export function Records({ page: { task, records } }: { page: TaskPageOut }) {
  const t = useTranslations('tasks');
  const { home } = useHomeOf(task.care_home_id);
  const zone = home?.time_zone ?? 'Europe/London';
  return (
    <Section title={t('records')} sub={t('recordsWhy')}>
      {records.length === 0 ? (
        <p className="quiet">{t('recordsNone')}</p>
      ) : (
        <ol className="task-records" aria-label={t('records')}>
          {records.map((record) => (
            <One key={record.id} record={record} zone={zone} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function One({ record, zone }: { record: TaskRecordOut; zone: string }) {
  const t = useTranslations('tasks');
  const c = useTranslations('care');
  const authorOf = useAuthorOf();
  const measures = Object.entries(record.measures).map(([name, value]) => {
    const unit = `taskMeasure.${name}` as 'taskMeasure.ml';
    return c.has(unit) ? c(unit, { value: String(value) }) : `${name} ${value}`;
  });
  return (
    <li>
      <p className="row">
        {record.outcome ? (
          <Status state={SHAPES[record.outcome]}>{c(`outcome.${record.outcome}`)}</Status>
        ) : null}
        {record.confirms_ordinal ? (
          <>
            <Status state="done">{t('confirmed')}</Status>
            <span className="small">{t('confirms', { ordinal: String(record.confirms_ordinal) })}</span>
          </>
        ) : null}
        {measures.length > 0 ? <span className="numbers">{measures.join(', ')}</span> : null}
        {record.late ? <Badge>{t('late')}</Badge> : null}
      </p>
      {record.reason ? <p>{record.reason}</p> : null}
      {record.note ? <p className="task-words">{record.note}</p> : null}
      <p className="quiet small numbers">
        {authorOf(record)}, {momentWords(record.occurred_at, zone)}
        {record.recorded_at === record.occurred_at
          ? ''
          : ` · ${t('recordedAt', { when: momentWords(record.recorded_at, zone) })}`}
      </p>
    </li>
  );
}
