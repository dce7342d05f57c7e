import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { EmptyState, LinkButton } from '~/kit';

/** For somebody who has a sign-in and no place yet. */
export function Start() {
  const t = useTranslations('pages');
  const s = useTranslations('shell');
  const name = useSession().data?.person?.given_name ?? '';
  return (
    <EmptyState
      page
      title={t('homeTitle', { name })}
      icon="home"
      action={<LinkButton to="/me">{s('account')}</LinkButton>}
    >
      {t('homeNothing')}
    </EmptyState>
  );
}
