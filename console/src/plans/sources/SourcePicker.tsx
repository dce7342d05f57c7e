import type { AssessmentOut } from '@almoner/client';
import { useClientAssessments } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { bandOf, numberOf, useCatalogue } from '~/assessments/catalogue';
import { Button, CancelButton, CheckboxGroup, Dialog, DialogActions, ErrorState, Skeleton } from '~/kit';
import { dayOf } from '~/residents/when';
import type { About } from '../Frame';

interface Props {
  about: About;
  /** Those that are linked already. */
  linked: readonly string[];
  /** How many more can be. */
  most: number;
  onPick: (ids: readonly string[]) => void;
  onClose: () => void;
}

/** Assessments of the resident to choose from, the newest first. What was struck out is nothing to rest on. */
export function SourcePicker({ about, linked, most, onPick, onClose }: Props) {
  const t = useTranslations('planSources');
  const list = useClientAssessments(about.id, { limit: 25 });
  const words = useWords(about.zone);
  const [chosen, setChosen] = useState<string[]>([]);
  const rows = list.rows.filter(({ struck_at }) => !struck_at);
  return (
    <Dialog title={t('pick.title')} open onClose={onClose}>
      {list.isPending ? (
        <Skeleton kind="rows" lines={4} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState inline error={list.error} what={t('pick.failed')} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('pick.empty')}</p>
      ) : (
        <>
          <CheckboxGroup
            label={t('pick.which', { name: about.name })}
            value={chosen}
            onChange={setChosen}
            options={rows.map((row) => {
              const there = linked.includes(row.id);
              const full = chosen.length >= most && !chosen.includes(row.id);
              return {
                id: row.id,
                label: words(row),
                disabled: there || full,
                ...(there ? { hint: t('pick.linked') } : {}),
              };
            })}
          />
          {list.hasNextPage ? (
            <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {t('pick.more')}
            </Button>
          ) : null}
        </>
      )}
      <DialogActions>
        <Button tone="primary" isDisabled={chosen.length === 0} onPress={() => onPick(chosen)}>
          {t('pick.save')}
        </Button>
        <CancelButton onPress={onClose} />
      </DialogActions>
    </Dialog>
  );
}

/** "NEWS2, 5, Medium, 23 November 2026". */
function useWords(zone: string): (row: AssessmentOut) => string {
  const t = useTranslations('planSources');
  const catalogue = useCatalogue();
  return (row) =>
    [
      catalogue.nameOf(row.instrument),
      row.score == null
        ? numberOf(catalogue.of(row.instrument, row.instrument_version), row.answers)
        : t('score', { score: String(row.score) }),
      bandOf(catalogue.of(row.instrument, row.instrument_version), row.band)?.label,
      dayOf(row.occurred_at, zone),
    ]
      .filter(Boolean)
      .join(', ');
}
