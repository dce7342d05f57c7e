import type { CarePlanVersionBrief } from '@almoner/client';
import { useCarePlanDiff, useCarePlanVersions } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Select, Skeleton } from '~/kit';
import { PlanFrame, PlanGate, type About } from '../Frame';
import { DiffView } from './DiffView';
import type { CompareSearch } from './search';

export interface ComparePageProps {
  id: string;
  search: CompareSearch;
  onSearch: (search: CompareSearch) => void;
}

/** What differs between any two versions; which two stands in the address. */
export function ComparePage(props: ComparePageProps) {
  return <PlanGate id={props.id}>{(about) => <Compare about={about} {...props} />}</PlanGate>;
}

function Compare({ about, search, onSearch }: ComparePageProps & { about: About }) {
  const t = useTranslations('planDiff');
  const versions = useCarePlanVersions(about.id);
  const rows = versions.data?.items ?? [];
  const title = t('title', { name: about.name });
  if (!versions.data) {
    return (
      <PlanFrame about={about} title={title}>
        {versions.isPending ? (
          <Skeleton lines={6} />
        ) : (
          <ErrorState error={versions.error} what={t('failed')} retry={() => void versions.refetch()} />
        )}
      </PlanFrame>
    );
  }
  // Without a choice: the newest with the one before.
  const to = rows.find((row) => row.id === search.to) ?? rows[0];
  const from = rows.find((row) => row.id === search.from) ?? rows.find((row) => to && row.number < to.number);
  return (
    <PlanFrame about={about} title={title}>
      {to && from ? (
        <>
          <fieldset className="side-by-side" aria-label={t('choose')}>
            <Pick
              label={t('from')}
              rows={rows}
              value={from.id}
              onChange={(id) => onSearch({ from: id, to: to.id })}
            />
            <Pick
              label={t('to')}
              rows={rows}
              value={to.id}
              onChange={(id) => onSearch({ from: from.id, to: id })}
            />
          </fieldset>
          <Difference from={from.id} to={to.id} />
        </>
      ) : (
        <EmptyState icon="copy" title={t('choose')}>
          {t('chooseWhy')}
        </EmptyState>
      )}
    </PlanFrame>
  );
}

function Pick(props: {
  label: string;
  rows: readonly CarePlanVersionBrief[];
  value: string;
  onChange: (id: string) => void;
}) {
  const t = useTranslations('planDiff');
  const w = useTranslations('planWords.status');
  return (
    <Select
      label={props.label}
      value={props.value}
      onChange={props.onChange}
      options={props.rows.map(({ id, number, status }) => ({
        id,
        label: t('choice', { number, status: w(status) }),
      }))}
    />
  );
}

export function Difference({ from, to }: { from: string; to: string }) {
  const t = useTranslations('planDiff');
  const diff = useCarePlanDiff(to, from, { keepPrevious: true });
  if (diff.isPending) return <Skeleton lines={8} />;
  if (!diff.data)
    return <ErrorState error={diff.error} what={t('failed')} retry={() => void diff.refetch()} />;
  const { domains, tasks } = diff.data;
  if (domains.length === 0 && tasks.length === 0) {
    return (
      <EmptyState icon="check" title={t('nothing')}>
        {t('nothingWhy')}
      </EmptyState>
    );
  }
  return <DiffView domains={domains} tasks={tasks} />;
}
