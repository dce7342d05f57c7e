import type { AllocationListOut, RoundOut } from '@almoner/client';
import { useAllocations, useHomeNow, useOnDuty } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { Views } from '~/care/Views';
import { dayPlus } from '~/care/clock';
import { useHomeOf, type SessionHome } from '~/care/home';
import { useServerNow } from '~/care/server-now';
import { EmptyState, ErrorState, Link, Notice, PageHeader, Select, Skeleton } from '~/kit';
import { dayWords } from '~/residents/when';
import { Editor } from './Editor';
import './duty.css';
import { helpersOf, residentsOf } from './allocate';
import { runsShiftIn, unitsOf } from './home';
import { SHIFTS, type AllocateSearch } from './search';
import { dayOfShift, shiftNow } from './shift-now';

interface Props {
  search: AllocateSearch;
  /** Puts a search into the address. */
  onSearch: (search: AllocateSearch) => void;
}

const WHOLE = 'whole';

/** Who looks after whom on a shift of a home, or of one of its units. */
export function AllocatePage(props: Props) {
  const t = useTranslations('allocation');
  const { home, homes } = useHomeOf(props.search.home);
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        sub={home?.name}
        back={
          <Link to="/shift" search={home ? { home: home.id } : {}}>
            {t('back')}
          </Link>
        }
      />
      {home === null ? (
        <ChooseHome homes={homes} />
      ) : runsShiftIn(home) ? (
        <OfHome key={home.id} {...props} home={home} />
      ) : (
        <Notice>{t('mayNot')}</Notice>
      )}
    </div>
  );
}

function OfHome({ home, ...props }: Props & { home: SessionHome }) {
  const t = useTranslations('allocation');
  const round = useHomeNow(home.id, { staleTime: 60_000 });
  if (round.data) return <OfShift {...props} home={home} round={round.data} at={round.dataUpdatedAt} />;
  if (round.isPending) return <Skeleton kind="page" lines={8} />;
  return <ErrorState error={round.error} what={t('failed')} retry={() => void round.refetch()} />;
}

interface OfShiftProps extends Props {
  home: SessionHome;
  round: RoundOut;
  /** When the round came, on the device's clock. */
  at: number;
}

function OfShift({ search, onSearch, home, round, at }: OfShiftProps) {
  const t = useTranslations('allocation');
  const c = useTranslations('care.shift');
  const now = useServerNow(round.server_time, at);
  const units = unitsOf(round.residents);
  const unit = units.find(({ id }) => id === search.unit) ?? null;
  const shift = search.shift ?? shiftNow(home, now);
  const day = dayOfShift(shift, home, now);
  const board = useOnDuty(home.id);
  const lists = useAllocations(home.id, { care_day: day });
  const before = useAllocations(home.id, { care_day: dayPlus(day, -1) });
  const residents = residentsOf(round.residents, unit?.id ?? null);
  const here = (list: AllocationListOut) =>
    list.shift === shift && (list.unit_id ?? null) === (unit?.id ?? null);
  const failed = [board, lists].find(({ isError, data }) => isError && !data);
  return (
    <div className="stack">
      <p className="quiet measure">{t('intro')}</p>
      <div className="allocation-bar">
        <Views
          label={t('shift')}
          views={SHIFTS.map((id) => ({ id, label: c(id) }))}
          now={shift}
          onChange={(next) => onSearch({ ...search, shift: next })}
        />
        {units.length > 1 ? (
          <Select
            label={t('unit')}
            value={unit?.id ?? WHOLE}
            onChange={(id) => {
              const { unit: _unit, ...rest } = search;
              onSearch(id === WHOLE ? rest : { ...rest, unit: id });
            }}
            options={[
              { id: WHOLE, label: t('whole') },
              ...units.map(({ id, name }) => ({ id: id as string, label: name })),
            ]}
          />
        ) : null}
      </div>
      <h2>{`${c(shift)}, ${dayWords(day)}`}</h2>
      {residents.length === 0 ? (
        <EmptyState icon="residents" title={t('noResidents')} />
      ) : board.data && lists.data && !before.isPending ? (
        // What was being chosen for one shift is kept under its own name while another is looked at.
        <Editor
          key={`${day}.${shift}.${unit?.id ?? WHOLE}`}
          home={home}
          unit={unit?.id ?? null}
          day={day}
          shift={shift}
          residents={residents}
          helpers={helpersOf(board.data)}
          list={lists.data.find(here)}
          before={before.data?.find(here)}
        />
      ) : failed ? (
        <ErrorState
          error={failed.error}
          what={t('failed')}
          retry={() => void Promise.all([board.refetch(), lists.refetch()])}
        />
      ) : (
        <Skeleton kind="rows" lines={8} />
      )}
    </div>
  );
}
