import type { AbsenceOut, ClientPageOut, StayOut } from '@almoner/client';
import { useAbsences, useStays } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Section, Skeleton, Status, Table, type Column, type State } from '~/kit';
import { calledName, roomWords } from '../names';
import { momentWords } from '../when';
import { TimelinePicture } from './TimelinePicture';

/** Where the resident has lived and been: a picture, and the same as tables. */
export function StaysTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.stays');
  const { client } = page;
  const stays = useStays(client.id);
  const absences = useAbsences(client.id);
  const [view, setView] = useState<'picture' | 'table'>('picture');
  const zone = client.home?.time_zone ?? 'Europe/London';
  const name = calledName(client);
  const failed = stays.error ?? absences.error;
  if (failed) {
    const again = () => void Promise.all([stays.refetch(), absences.refetch()]);
    return <ErrorState error={failed} what={t('failed')} retry={again} />;
  }
  if (!stays.data || !absences.data) return <Skeleton kind="rows" lines={4} />;
  if (stays.data.items.length === 0) {
    return (
      <EmptyState icon="bed" title={t('none')}>
        {client.can.includes('admit') ? t('nonePlan', { name }) : undefined}
      </EmptyState>
    );
  }
  return (
    <Section
      title={t('heading')}
      actions={
        <fieldset className="views" aria-label={t('view')}>
          {(['picture', 'table'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className="view"
              aria-pressed={view === one}
              onClick={() => setView(one)}
            >
              {t(one === 'picture' ? 'asPicture' : 'asTable')}
            </button>
          ))}
        </fieldset>
      }
    >
      {view === 'picture' ? (
        <TimelinePicture name={name} stays={stays.data.items} absences={absences.data.items} zone={zone} />
      ) : (
        <div className="stack loose">
          <StaysTable stays={stays.data.items} zone={zone} />
          {absences.data.items.length > 0 ? (
            <AbsencesTable absences={absences.data.items} zone={zone} />
          ) : null}
        </div>
      )}
    </Section>
  );
}

function shaped(state: State, word: string) {
  return <Status state={state}>{word}</Status>;
}

const STAY_SHAPES: Record<StayOut['status'], State> = {
  live: 'active',
  planned: 'due',
  ended: 'ended',
  cancelled: 'refused',
};
const ABSENCE_SHAPES: Record<AbsenceOut['status'], State> = {
  away: 'away',
  returned: 'done',
  ended: 'ended',
};

export function StaysTable({ stays, zone }: { stays: readonly StayOut[]; zone: string }) {
  const t = useTranslations('residents.stays');
  const v = useTranslations('vocabulary');
  const columns: Column<StayOut>[] = [
    { id: 'from', label: t('from'), cell: (stay) => momentWords(stay.from, zone) },
    {
      id: 'until',
      label: t('until'),
      cell: (stay) => (stay.until ? momentWords(stay.until, zone) : t('open')),
    },
    {
      id: 'status',
      label: t('status'),
      cell: (stay) => shaped(STAY_SHAPES[stay.status], v(`stayStatus.${stay.status}`)),
    },
    {
      id: 'where',
      label: t('where'),
      cell: (stay) => [stay.home_name ?? t('otherHome'), roomWords(stay) || t('noBed')].join(', '),
    },
    { id: 'kind', label: t('kind'), cell: (stay) => v(`stayKind.${stay.kind}`), from: 'tablet' },
    {
      id: 'reason',
      label: t('reason'),
      cell: (stay) =>
        [stay.leaving_reason ? v(`leaving.${stay.leaving_reason}`) : null, stay.leaving_note]
          .filter(Boolean)
          .join('. '),
    },
  ];
  return <Table label={t('stays')} columns={columns} rows={stays} rowId={({ id }) => id} />;
}

export function AbsencesTable({ absences, zone }: { absences: readonly AbsenceOut[]; zone: string }) {
  const t = useTranslations('residents.stays');
  const v = useTranslations('vocabulary');
  const columns: Column<AbsenceOut>[] = [
    { id: 'from', label: t('from'), cell: (absence) => momentWords(absence.from, zone) },
    {
      id: 'until',
      label: t('until'),
      cell: (absence) => (absence.until ? momentWords(absence.until, zone) : t('open')),
    },
    {
      id: 'status',
      label: t('status'),
      cell: (absence) => shaped(ABSENCE_SHAPES[absence.status], v(`awayStatus.${absence.status}`)),
    },
    { id: 'kind', label: t('awayKind'), cell: (absence) => v(`away.${absence.kind}`) },
    { id: 'place', label: t('place'), cell: (absence) => absence.place },
    {
      id: 'why',
      label: t('why'),
      from: 'tablet',
      cell: (absence) => [absence.reason, absence.return_note].filter(Boolean).join(' '),
    },
  ];
  return (
    <div className="stack tight">
      <h3>{t('absences')}</h3>
      <Table label={t('absences')} columns={columns} rows={absences} rowId={({ id }) => id} />
    </div>
  );
}
