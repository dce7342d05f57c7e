import { useAlmoner, useSession } from '@almoner/client/react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Button, ErrorState } from '~/kit';
import { useSignOut } from '~/session/sign-out';
import { AuthenticatorCard } from './AuthenticatorCard';
import { Front } from './Front';
import { useEntered } from './SignInPage';

const route = getRouteApi('/organisation');

/** For whoever belongs to more than one, or has to set up an authenticator before they may work in theirs. */
export function OrganisationPage() {
  const t = useTranslations('organisation');
  const s = useTranslations('shell');
  const a = useTranslations('account');
  const almoner = useAlmoner();
  const entered = useEntered();
  const signOut = useSignOut();
  const session = useSession().data;
  const { to } = route.useSearch();
  const choose = useMutation({
    mutationFn: (organisation_id: string) => almoner.session.chooseOrganisation({ organisation_id }),
    onSuccess: (out) => entered(out, to),
  });
  if (!session) return null;
  const out = (
    <div>
      <Button tone="quiet" icon="out" onPress={() => void signOut()}>
        {s('signOut')}
      </Button>
    </div>
  );
  if (session.profiles.length === 0) {
    return (
      <Front title={t('none')}>
        <p>{t('noneWhy')}</p>
        {out}
      </Front>
    );
  }
  return (
    <Front title={t('title')}>
      {session.profiles.length > 1 ? <p className="quiet">{t('intro')}</p> : null}
      {choose.isError ? <ErrorState error={choose.error} what={t('failed')} inline /> : null}
      <ul className="choice-list">
        {session.profiles.map((profile) => (
          <li key={profile.profile_id}>
            <Button
              onPress={() => choose.mutate(profile.organisation_id)}
              isDisabled={choose.isPending}
              aria-label={t('choose', { name: profile.organisation })}
            >
              {profile.organisation}
            </Button>
          </li>
        ))}
      </ul>
      {session.account.second_factor ? null : (
        <details className="fold">
          <summary>{t('factorFirst')}</summary>
          <p className="quiet">{a('required')}</p>
          <AuthenticatorCard />
        </details>
      )}
      {out}
    </Front>
  );
}
