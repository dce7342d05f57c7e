import { isApiError, type SessionHome } from '@almoner/client';
import { useNoteKinds, useRound, useSession, type HeldRound } from '@almoner/client/react';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, PageHeader, Skeleton } from '~/kit';
import { chooseHome, useChosenHome } from '~/shell/home';
import { homesOfCare } from '~/shell/nav';
import { Round } from './Round';
import './round.css';
import { shelfOf } from './shelf';

/** The carer's first screen: what is to be done for whom, now. */
export function TodayPage() {
  const t = useTranslations('round');
  const session = useSession().data;
  const chosen = useChosenHome();
  const homes = session ? homesOfCare(session) : [];
  const home = homes.find(({ id }) => id === chosen?.id) ?? (homes.length === 1 ? homes[0] : undefined);
  if (home) return <HomeToday key={home.id} home={home} />;
  return (
    <div className="stack">
      <PageHeader title={t('title')} />
      {homes.length === 0 ? (
        <EmptyState icon="home" title={t('none')} />
      ) : (
        <section className="stack" aria-label={t('home')}>
          <h2>{t('home')}</h2>
          {homes.map(({ id, name }) => (
            <Button key={id} icon="home" onPress={() => chooseHome(id)}>
              {t('homeOf', { name })}
            </Button>
          ))}
        </section>
      )}
    </div>
  );
}

/** The round of a home, and what is held of it on this device. */
export function useHeldRound(home: string | undefined) {
  const session = useSession().data;
  const person = session?.person?.id;
  const shelf = useMemo(
    () => (session && person && typeof indexedDB !== 'undefined' ? shelfOf(person, session) : undefined),
    [session, person],
  );
  return useRound(home, shelf, { every: 30_000, enabled: home !== undefined && session !== undefined });
}

/**
 * What is not theirs to see any more is not shown from memory either. An ended sign-in is asked over the page, which stays with
 * whatever is typed there.
 */
export function isNotTheirs(error: unknown): boolean {
  return isApiError(error, 'forbidden', 'not_found');
}

function HomeToday({ home }: { home: SessionHome }) {
  const t = useTranslations('round');
  const round = useHeldRound(home.id);
  const retry = () => void round.refetch();
  useReady();
  const gone = isNotTheirs(round.error);
  if (round.data && !gone) return <Round held={round.data as HeldRound} error={round.error} retry={retry} />;
  return (
    <div className="stack">
      <PageHeader title={t('title')} />
      {round.error ? (
        <ErrorState error={round.error} what={t('failed')} retry={retry} />
      ) : (
        <Skeleton kind="rows" lines={6} />
      )}
    </div>
  );
}

/** What is needed where the connection may be gone is fetched while there is one. */
function useReady(): void {
  const router = useRouter();
  useNoteKinds({ staleTime: 3_600_000 });
  useEffect(() => {
    for (const to of ['/record', '/waiting'] as const) {
      if (to in router.routesByPath) void router.preloadRoute({ to } as never).catch(() => {});
    }
  }, [router]);
}
