import type { SessionHome } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Icon, Menu } from '~/kit';
import { chooseHome, useChosenHome } from './home';

/** Only homes that one may see. With one home it is a word, not a choice. */
export function HomeSwitcher({ homes }: { homes: readonly SessionHome[] }) {
  const t = useTranslations('shell');
  const chosen = useChosenHome();
  if (homes.length === 0) return <span />;
  if (homes.length === 1) return <span className="one-home">{homes[0]!.name}</span>;
  const name = chosen?.name ?? t('allHomes');
  return (
    <Menu
      label={t('homeSwitcher', { home: name })}
      className="button quiet home-switcher"
      trigger={
        <>
          <Icon name="home" size={18} />
          <span className="home-name">{name}</span>
          <Icon name="down" size={16} />
        </>
      }
      entries={[
        { id: 'all', label: t('allHomes'), chosen: !chosen, onAction: () => chooseHome(null) },
        { kind: 'line', id: 'line' },
        ...homes.map((home) => ({
          id: home.id,
          label: home.name,
          chosen: chosen?.id === home.id,
          onAction: () => chooseHome(home.id),
        })),
      ]}
    />
  );
}
