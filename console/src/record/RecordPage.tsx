import type { NoteKindOut, RoundOut, SessionHome } from '@almoner/client';
import { useNoteKinds, useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, PageHeader, Skeleton } from '~/kit';
import { isNotTheirs, useHeldRound } from '~/round/TodayPage';
import '~/round/round.css';
import { chooseHome, useChosenHome } from '~/shell/home';
import { homesOfCare } from '~/shell/nav';
import { KindGrid } from './KindGrid';
import { NoteForm } from './NoteForm';
import { PersonPicker } from './PersonPicker';
import './record.css';
import type { RecordSearch } from './search';

export { readRecordSearch } from './search';

export interface RecordProps {
  search: RecordSearch;
  onSearch: (search: RecordSearch) => void;
  /** It is kept: back to the round. */
  done: () => void;
}

/** A note in three steps: for whom, what about, and a tap or a few words. */
export function RecordPage(props: RecordProps) {
  const t = useTranslations('record');
  const r = useTranslations('round');
  const session = useSession().data;
  const chosen = useChosenHome();
  const homes = session ? homesOfCare(session) : [];
  const home = homes.find(({ id }) => id === chosen?.id) ?? (homes.length === 1 ? homes[0] : undefined);
  if (home) return <InHome key={home.id} home={home} {...props} />;
  return (
    <div className="stack">
      <PageHeader title={t('title')} />
      {homes.length === 0 ? <EmptyState icon="home" title={r('none')} /> : <h2>{r('home')}</h2>}
      {homes.map(({ id, name }) => (
        <Button key={id} icon="home" onPress={() => chooseHome(id)}>
          {r('homeOf', { name })}
        </Button>
      ))}
    </div>
  );
}

function InHome({ home, ...props }: RecordProps & { home: SessionHome }) {
  const t = useTranslations('record');
  const round = useHeldRound(home.id);
  const kinds = useNoteKinds({ staleTime: 3_600_000 });
  const gone = isNotTheirs(round.error);
  const failed = (!round.data && round.error) || (!kinds.data && kinds.error);
  if (gone || failed) {
    const retry = () => {
      void round.refetch();
      void kinds.refetch();
    };
    return (
      <div className="stack">
        <PageHeader title={t('title')} />
        <ErrorState error={round.error ?? kinds.error} what={t('failed')} retry={retry} />
      </div>
    );
  }
  if (!round.data || !kinds.data) {
    return (
      <div className="stack">
        <PageHeader title={t('title')} />
        <Skeleton kind="rows" lines={6} />
      </div>
    );
  }
  return <Steps round={round.data.round} kinds={kinds.data.items} {...props} />;
}

function Steps({
  round,
  kinds,
  search,
  onSearch,
  done,
}: RecordProps & { round: RoundOut; kinds: readonly NoteKindOut[] }) {
  const t = useTranslations('record');
  const resident = round.residents.find(({ id }) => id === search.resident);
  const kind = resident && kinds.find((one) => one.kind === search.kind);
  if (!resident) {
    return (
      <div className="stack">
        <PageHeader title={t('title')} />
        <PersonPicker residents={round.residents} choose={(id) => onSearch({ resident: id })} />
      </div>
    );
  }
  const back = kind ? { resident: resident.id } : {};
  return (
    <div className="stack">
      <PageHeader
        title={kind ? `${t(`kinds.${kind.kind}`)}: ${resident.name}` : t('what', { name: resident.name })}
        back={
          <button type="button" className="link as-link" onClick={() => onSearch(back)}>
            {kind ? t('backKind') : t('back')}
          </button>
        }
      />
      {kind ? (
        <NoteForm key={`${resident.id} ${kind.kind}`} {...{ kind, resident, round, done }} />
      ) : (
        <KindGrid kinds={kinds} choose={(next) => onSearch({ resident: resident.id, kind: next })} />
      )}
    </div>
  );
}
