import type { CarePlanChangeKind, CarePlanDomainChange, CarePlanTaskChange } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Section, Status, type State } from '~/kit';
import { readDomain } from '../domains';
import { SourceChanges } from '../sources/SourceList';
import { useTaskValue } from './task-values';
import { WordDiff } from './WordDiff';

const SHAPES: Record<CarePlanChangeKind, State> = { added: 'active', removed: 'refused', changed: 'due' };

export function DomainName({ domain }: { domain: string | null | undefined }) {
  const w = useTranslations('planWords.domain');
  const known = readDomain(domain);
  return known ? w(known) : (domain ?? '');
}

/** What differs in the texts, part by part and text by text. */
export function TextChanges({ domains }: { domains: readonly CarePlanDomainChange[] }) {
  const t = useTranslations('planDiff');
  const w = useTranslations('planWords.field');
  if (domains.length === 0) return <p className="quiet">{t('noTexts')}</p>;
  return domains.map((one) => (
    <article key={one.domain} className="plan-part">
      <h3 className="row">
        <DomainName domain={one.domain} />
        <Status state={SHAPES[one.change]}>{t(`kind.${one.change}`)}</Status>
      </h3>
      {one.fields.map(({ field, from, to }) => (
        <div key={field} className="plan-field">
          <h4>{w(field as 'need')}</h4>
          <WordDiff from={from ?? ''} to={to ?? ''} />
        </div>
      ))}
      <SourceChanges added={one.sources_added} removed={one.sources_removed} />
    </article>
  ));
}

/** What differs in what is done: each task is the same piece of care through the versions. */
export function TaskChanges({ tasks }: { tasks: readonly CarePlanTaskChange[] }) {
  const t = useTranslations('planDiff');
  if (tasks.length === 0) return <p className="quiet">{t('noTasks')}</p>;
  return (
    <ul className="plan-tasks">
      {tasks.map((task) => (
        <TaskChange key={task.lineage_id} task={task} />
      ))}
    </ul>
  );
}

export function TaskChange({ task }: { task: CarePlanTaskChange }) {
  const t = useTranslations('planDiff');
  const w = useTranslations('planWords.taskField');
  const value = useTaskValue();
  // Of a task that came or went its name says it, and when it is done.
  const fields =
    task.change === 'changed'
      ? task.fields
      : task.fields.filter(({ field }) => field === 'times' || field === 'kind' || field === 'people');
  return (
    <li className="plan-task">
      <div className="plan-task-words">
        <p className="row tight">
          <strong>{task.title}</strong>
          <Status state={SHAPES[task.change]}>{t(`task.${task.change}`)}</Status>
          <span className="small quiet">
            <DomainName domain={task.domain} />
          </span>
        </p>
        <dl className="task-changes">
          {fields.map(({ field, from, to }) => (
            <div key={field}>
              <dt>{w.has(field as 'title') ? w(field as 'title') : field}</dt>
              <dd>
                <WordDiff from={value(field, from)} to={value(field, to)} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </li>
  );
}

/** Both halves under their headings. */
export function DiffView(props: {
  domains: readonly CarePlanDomainChange[];
  tasks: readonly CarePlanTaskChange[];
}) {
  const t = useTranslations('planDiff');
  return (
    <>
      <Section title={t('texts')}>
        <TextChanges domains={props.domains} />
      </Section>
      <Section title={t('tasks')}>
        <TaskChanges tasks={props.tasks} />
      </Section>
    </>
  );
}
