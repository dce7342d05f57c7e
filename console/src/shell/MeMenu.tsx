import type { SessionOut } from '@almoner/client';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Menu, toast, type MenuEntry } from '~/kit';
import { initials } from '~/lib/initials';
import type { Look } from '~/lib/look';
import { usePreferences } from '~/session/preferences';
import { useSignOut } from '~/session/sign-out';

const NEXT: Record<Look['theme'], Look['theme']> = { system: 'light', light: 'dark', dark: 'system' };

/** The person: account, appearance, organisation, and the way out. */
export function MeMenu({ session }: { session: SessionOut }) {
  const t = useTranslations('shell');
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { look, change } = usePreferences();
  const { theme } = look;
  const name = session.person?.name ?? session.account.email ?? '';
  const word = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') }[theme];
  const entries: MenuEntry[] = [
    {
      id: 'account',
      label: t('account'),
      icon: 'me',
      hint: name,
      onAction: () => void navigate({ to: '/me' }),
    },
    {
      id: 'theme',
      label: t('theme', { theme: word }),
      icon: 'sun',
      onAction: () => change({ theme: NEXT[theme] }),
    },
    ...(session.profiles.length > 1
      ? [
          {
            id: 'organisation',
            label: t('changeOrganisation'),
            icon: 'organisation' as const,
            hint: session.organisation?.name ?? '',
            onAction: () => void navigate({ to: '/organisation' }),
          },
        ]
      : []),
    { kind: 'line', id: 'line' },
    {
      id: 'out',
      label: t('signOut'),
      icon: 'out',
      onAction: () => void signOut().catch(() => toast({ text: t('signOutFailed'), tone: 'bad' })),
    },
  ];
  return (
    <Menu
      label={t('meMenu', { name })}
      className="button quiet me"
      trigger={
        <span className="initials" aria-hidden="true">
          {initials(name)}
        </span>
      }
      entries={entries}
    />
  );
}
