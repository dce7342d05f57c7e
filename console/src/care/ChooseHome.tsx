import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, Skeleton } from '~/kit';
import { chooseHome } from '~/shell/home';
import type { SessionHome } from './home';

/** In place of a page that shows one home, for whoever sees several and has chosen none. */
export function ChooseHome({ homes }: { homes: readonly SessionHome[] }) {
  const t = useTranslations('care');
  if (useSession().isPending) return <Skeleton kind="page" lines={6} />;
  return (
    <EmptyState
      icon="home"
      title={t('chooseHomeTitle')}
      action={
        <ul className="row" aria-label={t('chooseHome')}>
          {homes.map(({ id, name }) => (
            <li key={id}>
              <Button onPress={() => chooseHome(id)}>{name}</Button>
            </li>
          ))}
        </ul>
      }
    >
      {t('chooseHomeWhy')}
    </EmptyState>
  );
}
