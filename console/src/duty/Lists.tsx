import type { AllocationListOut, AllocationOut, HandoverShift } from '@almoner/client';
import { useAllocations } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Views } from '~/care/Views';
import type { SessionHome } from '~/care/home';
import { ErrorState, LinkButton, Section, Skeleton, Status } from '~/kit';
import { dayWords, momentWords } from '~/residents/when';
import { roomWordsOf } from './names';
import { runsShiftIn } from './home';
import { SHIFTS } from './search';
import { dayOfShift } from './shift-now';

interface Props {
  home: SessionHome;
  shift: HandoverShift;
  onShift: (shift: HandoverShift) => void;
  now: number;
}

/** The lists of one shift: each person with whom they look after. */
export function Lists({ home, shift, onShift, now }: Props) {
  const t = useTranslations('duty.lists');
  const d = useTranslations('duty');
  const c = useTranslations('care.shift');
  const day = dayOfShift(shift, home, now);
  const found = useAllocations(home.id, { care_day: day }, { keepPrevious: true });
  const lists = (found.data ?? []).filter((list) => list.shift === shift && list.care_day === day);
  const retry = () => void found.refetch();
  return (
    <Section title={t('title')} sub={t('sub', { shift: c(shift), day: dayWords(day) })}>
      <Views
        label={t('which')}
        views={SHIFTS.map((id) => ({ id, label: c(id) }))}
        now={shift}
        onChange={onShift}
      />
      {found.isError && found.data ? (
        <ErrorState inline error={found.error} what={t('stale')} retry={retry} />
      ) : null}
      {found.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : found.isError && !found.data ? (
        <ErrorState error={found.error} what={t('failed')} retry={retry} />
      ) : lists.length === 0 ? (
        <>
          <p className="quiet measure">{runsShiftIn(home) ? t('none') : t('noneRead')}</p>
          {runsShiftIn(home) ? (
            <div className="row">
              <LinkButton to="/shift/allocate" search={{ home: home.id, shift }} icon="people">
                {t('make')}
              </LinkButton>
            </div>
          ) : null}
        </>
      ) : (
        lists.map((list) => (
          <div key={list.id} className="stack tight">
            <div className="row spread">
              <div>
                <h3 className="duty-unit">{list.unit_name ?? d('whole')}</h3>
                <p className="quiet small">
                  {t('by', {
                    name: list.updated_by_name ?? '–',
                    when: momentWords(list.updated_at, home.time_zone),
                  })}
                </p>
              </div>
              {list.can.includes('allocate') ? (
                <LinkButton
                  to="/shift/allocate"
                  search={{ home: home.id, shift, ...(list.unit_id ? { unit: list.unit_id } : {}) }}
                  icon="edit"
                  aria-label={t('changeOf', { unit: list.unit_name ?? d('whole') })}
                >
                  {t('change')}
                </LinkButton>
              ) : null}
            </div>
            <Named list={list} />
          </div>
        ))
      )}
    </Section>
  );
}

/** Oneself first, then by name. */
function Named({ list }: { list: AllocationListOut }) {
  const t = useTranslations('duty.lists');
  const people = new Map<string, AllocationOut[]>();
  for (const one of list.allocations)
    people.set(one.profile_id, [...(people.get(one.profile_id) ?? []), one]);
  const rows = [...people.values()].toSorted(
    ([a], [b]) => Number(b!.mine) - Number(a!.mine) || (a!.name ?? '').localeCompare(b!.name ?? ''),
  );
  if (rows.length === 0) return <p className="quiet">{t('empty')}</p>;
  return (
    <ul className="duty-people">
      {rows.map((residents) => {
        const [first] = residents;
        return (
          <li key={first!.profile_id}>
            <span className="duty-who">
              <span className="strong">{first!.name ?? '–'}</span>
              <span className="quiet small">{residents.map(roomWordsOf).join(' · ')}</span>
            </span>
            {first!.mine ? <Status state="active">{t('you')}</Status> : null}
            <span className="small numbers">{t('count', { count: residents.length })}</span>
          </li>
        );
      })}
    </ul>
  );
}
