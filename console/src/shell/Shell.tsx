import { useLive, useSession } from '@almoner/client/react';
import { Link as RouterLink, useRouter } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Bell } from '~/inbox/Bell';
import { Icon, Mark } from '~/kit';
import { useApplied } from '~/session/preferences';
import { isTablet } from '~/tablet/flag';
import { HomeSwitcher } from './HomeSwitcher';
import { MeMenu } from './MeMenu';
import { navOf, shellOf, type NavEntry } from './nav';
import { OfflineBanner } from './OfflineBanner';

const TabletBar = lazy(() => import('~/tablet/TabletBar'));
const CommandMenu = lazy(() => import('./CommandMenu'));
/** Sends what waits on this device, on every page, and says how much it is. Not needed for the first look. */
const OutboxChip = lazy(() => import('~/outbox/Chip'));

/** Around every page behind the sign-in: navigation, home, search, the person. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('shell');
  const session = useSession().data;
  const paths = useRouter().routesByPath;
  const [finding, setFinding] = useState(false);
  useApplied(session);
  // What others change shows by itself, on every page.
  useLive({ enabled: session !== undefined });

  useEffect(() => {
    if (import.meta.env.PROD) {
      void import('./worker').then(({ keepFiles }) =>
        keepFiles({ ready: t('newVersion'), update: t('update') }),
      );
    }
  }, [t]);

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k')) return;
      event.preventDefault();
      setFinding(true);
    };
    document.addEventListener('keydown', keys);
    return () => document.removeEventListener('keydown', keys);
  }, []);

  if (!session) return null;
  const kind = shellOf(session);
  const entries = navOf(session, paths);
  return (
    <div className="shell" data-shell={kind}>
      <a className="skip" data-skip-link href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <RouterLink to="/" className="wordmark">
          <Mark />
          <span>{t('product')}</span>
        </RouterLink>
        <HomeSwitcher homes={session.homes} />
        <button
          type="button"
          className="find"
          onClick={() => setFinding(true)}
          aria-label={t('searchLabel')}
          aria-keyshortcuts="Control+K Meta+K"
        >
          <Icon name="search" size={18} />
          <span className="find-words">{t('searchHint')}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <div className="top-end">
          <Suspense>
            <OutboxChip />
          </Suspense>
          {session.device || isTablet() ? (
            <Suspense>
              <TabletBar />
            </Suspense>
          ) : null}
          <Bell />
          <MeMenu session={session} />
        </div>
        <OfflineBanner />
      </header>
      <SideNav entries={entries} />
      <main id="main" tabIndex={-1} className="main">
        {children}
      </main>
      <BottomBar entries={entries} />
      {finding ? (
        <Suspense>
          <CommandMenu entries={entries} onClose={() => setFinding(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Entry({ entry }: { entry: NavEntry }) {
  const t = useTranslations('shell');
  return (
    <RouterLink
      to={entry.to as '/'}
      className="nav-entry"
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ exact: false }}
    >
      <Icon name={entry.icon} />
      <span>{t(entry.word)}</span>
    </RouterLink>
  );
}

function SideNav({ entries }: { entries: readonly NavEntry[] }) {
  const t = useTranslations('shell');
  return (
    <nav className="side" aria-label={t('navigation')}>
      {(['care', 'organisation'] as const).map((group) => {
        const these = entries.filter((entry) => entry.group === group);
        return these.length === 0 ? null : (
          <div key={group} className="side-group">
            <h2 id={`nav-${group}`}>{t(group)}</h2>
            <ul aria-labelledby={`nav-${group}`}>
              {these.map((entry) => (
                <li key={entry.to}>
                  <Entry entry={entry} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** On a phone: at the thumb, at most five, the last is oneself. */
function BottomBar({ entries }: { entries: readonly NavEntry[] }) {
  const t = useTranslations('shell');
  const me: NavEntry = { to: '/me', word: 'me', icon: 'me', group: 'organisation', module: null };
  return (
    <nav className="bottom" aria-label={t('navigation')}>
      {[...entries.slice(0, 4), me].map((entry) => (
        <Entry key={entry.to} entry={entry} />
      ))}
    </nav>
  );
}
