import { isApiError } from '@almoner/client';
import {
  keys,
  useAccount,
  useReadAgain,
  useRemoveAuthenticator,
  useRenewRecoveryCodes,
} from '@almoner/client/react';
import { lazy, Suspense, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, ErrorState, Skeleton, Status, toast } from '~/kit';
import { ask } from '~/session/again';
import { useFailureWords } from '~/lib/failure';

// The QR code's maker comes with the dialogs, when somebody sets one up.
const SetUp = lazy(() => import('./SetUpAuthenticator'));
const Codes = lazy(() => import('./RecoveryCodes'));

/** Whether there is an authenticator, and what can be done with it. */
export function AuthenticatorCard() {
  const t = useTranslations('account');
  const format = useFormatter();
  const words = useFailureWords();
  const account = useAccount();
  const [settingUp, setSettingUp] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const again = useReadAgain([keys.session]);
  const renewing = useRenewRecoveryCodes();
  const removing = useRemoveAuthenticator();
  const bad = (what: string) => (error: unknown) => toast({ text: `${what} ${words(error)}`, tone: 'bad' });
  const renew = () =>
    void proven(() => renewing.mutateAsync()).then(
      (out) => out && setCodes(out.recovery_codes),
      bad(t('codesFailed')),
    );
  const remove = () =>
    void proven(() => removing.mutateAsync()).then(
      (out) => out && toast({ text: t('removed') }),
      bad(t('removeFailed')),
    );

  if (account.isPending) return <Skeleton lines={2} />;
  if (account.isError) {
    return (
      <ErrorState error={account.error} what={t('failed')} retry={() => void account.refetch()} inline />
    );
  }
  const { authenticator_since: since, recovery_codes_left: left } = account.data;
  return (
    <div className="stack">
      {since ? (
        <p className="row">
          <Status state="active">
            {t('authenticatorOn', { when: format.dateTime(new Date(since), { dateStyle: 'long' }) })}
          </Status>
          <span className="quiet">{t('codesLeft', { count: left })}</span>
        </p>
      ) : (
        <p>
          <Status state="due">{t('authenticatorOff')}</Status>
        </p>
      )}
      <div className="row">
        <Button icon="key" tone={since ? 'plain' : 'primary'} onPress={() => setSettingUp(true)}>
          {since ? t('replace') : t('setUp')}
        </Button>
        {since ? (
          <>
            <Button busy={renewing.isPending} onPress={renew}>
              {t('codesRenew')}
            </Button>
            <Button busy={removing.isPending} onPress={remove}>
              {t('remove')}
            </Button>
          </>
        ) : null}
      </div>
      <Suspense>
        {settingUp ? (
          <SetUp
            onClose={() => setSettingUp(false)}
            onAdded={(made) => {
              setSettingUp(false);
              setCodes(made);
              void again();
            }}
          />
        ) : null}
        {codes ? <Codes codes={codes} onClose={() => setCodes(null)} /> : null}
      </Suspense>
    </div>
  );
}

/** Asks for a fresh code where one is wanted; undefined when the person didn't give it. */
async function proven<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isApiError(error, 'second_factor_required')) throw error;
    return (await ask('second-factor')) ? work() : undefined;
  }
}
