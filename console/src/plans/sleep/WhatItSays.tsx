import type { CarePlanVersionOut } from '@almoner/client';
import { useTaskDefinitions } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Skeleton } from '~/kit';
import { DOMAINS } from '../domains';
import { SectionTexts } from '../SectionsView';
import { TaskLine } from '../TaskLines';

/** What would begin again: every task in sight, and each part to be opened. */
export function WhatItSays({ version }: { version: CarePlanVersionOut }) {
  const t = useTranslations('planSleep');
  const w = useTranslations('planWords.domain');
  const query = useTaskDefinitions(version.id);
  const tasks = query.data?.items ?? [];
  const parts = DOMAINS.filter((domain) => version.sections[domain]);
  return (
    <section className="stack tight" aria-labelledby="sleep-says">
      <h3 id="sleep-says">{t('says')}</h3>
      <p className="quiet">
        {query.data
          ? t('count', { parts: parts.length, tasks: tasks.length })
          : t('countParts', { parts: parts.length })}
      </p>
      <div className="sleep-says">
        {parts.map((domain) => (
          <details key={domain}>
            <summary>{w(domain)}</summary>
            <SectionTexts section={version.sections[domain]} />
          </details>
        ))}
      </div>
      {query.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : query.isError && !query.data ? (
        <ErrorState inline error={query.error} what={t('tasksFailed')} retry={() => void query.refetch()} />
      ) : (
        <ul className="plan-tasks">
          {tasks.map((task) => (
            <TaskLine key={task.id} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
}
