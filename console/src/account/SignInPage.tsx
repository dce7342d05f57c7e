import type { DevicePersonOut, SignInOut } from '@almoner/client';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link, Notice } from '~/kit';
import { sessionKey } from '~/session/query';
import { isTablet, touch } from '~/tablet/flag';
import { Front } from './Front';
import { SignInForm } from './SignInForm';

const route = getRouteApi('/sign-in');
const Who = lazy(() => import('~/tablet/Who'));
const ChoosePin = lazy(() => import('~/tablet/ChoosePin'));

export function SignInPage() {
  const t = useTranslations('signIn');
  const { to, why } = route.useSearch();
  const entered = useEntered();
  const back = useBack();
  const [way, setWay] = useState<'who' | 'password' | SignInOut>(() => (isTablet() ? 'who' : 'password'));
  if (typeof way === 'object') {
    return (
      <Front title={t('pinTitle')}>
        <Suspense>
          <ChoosePin done={(out) => entered(out ?? way, to)} />
        </Suspense>
      </Front>
    );
  }
  if (way === 'who') {
    return (
      <Front title={t('whoTitle')}>
        <Suspense>
          <Who done={(person, out) => back(person, out, to)} other={() => setWay('password')} />
        </Suspense>
      </Front>
    );
  }
  return (
    <Front title={t('title')}>
      {why === 'out' ? <Notice tone="good">{t('ended')}</Notice> : null}
      {why === 'ended' ? <Notice>{t('endedByTime')}</Notice> : null}
      <SignInForm
        done={(out) => (isTablet() && out.sign_in?.organisation_id ? setWay(out) : entered(out, to))}
      />
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

/** After a PIN: to where this person was on the tablet. Without a connection what they last were goes on. */
function useBack() {
  const queries = useQueryClient();
  const router = useRouter();
  return async (person: DevicePersonOut, out: SignInOut | null, to?: string) => {
    touch();
    queries.clear();
    const [{ takeUp }, { takenUp }] = await Promise.all([
      import('~/tablet/resume'),
      import('~/tablet/enter'),
    ]);
    const path = takeUp(person.profile_id);
    if (!out) queries.setQueryData(sessionKey, takenUp());
    router.history.push(to ?? path);
  };
}

/** After a sign-in: to where one wanted to go, or first to the choice of an organisation. */
export function useEntered() {
  const queries = useQueryClient();
  const router = useRouter();
  return async (out: SignInOut, to = '/') => {
    touch();
    queries.clear();
    if (out.sign_in?.organisation_id) router.history.push(to);
    else await router.navigate({ to: '/organisation', search: to === '/' ? {} : { to } });
  };
}
