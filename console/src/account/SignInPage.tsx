import type { SignInOut } from '@almoner/client';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Link, Notice } from '~/kit';
import { Front } from './Front';
import { SignInForm } from './SignInForm';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useTranslations('signIn');
  const { to, why } = route.useSearch();
  const entered = useEntered();
  return (
    <Front title={t('title')}>
      {why === 'out' ? <Notice tone="good">{t('ended')}</Notice> : null}
      {why === 'ended' ? <Notice>{t('endedByTime')}</Notice> : null}
      <SignInForm done={(out) => entered(out, to)} />
      <p>
        <Link to="/password-reset" className="standing">
          {t('forgot')}
        </Link>
      </p>
      <p>
        <Link to="/pass" className="standing">
          {t('pass')}
        </Link>
      </p>
    </Front>
  );
}

/** After a sign-in: to where one wanted to go, or first to the choice of an organisation. */
export function useEntered() {
  const queries = useQueryClient();
  const router = useRouter();
  return async (out: SignInOut, to = '/') => {
    queries.clear();
    if (out.sign_in?.organisation_id) router.history.push(to);
    else await router.navigate({ to: '/organisation', search: to === '/' ? {} : { to } });
  };
}
