import type { SessionOut } from '@almoner/client';
import { useAlmoner, useSession } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Dialog, DialogActions, LinkButton, CancelButton } from '~/kit';
import { SecondFactorForm } from '~/account/SecondFactorForm';
import { SignInForm } from '~/account/SignInForm';
import { answered, forgotten, type Asked } from './again';
import { sessionKey } from './query';

const PinAgain = lazy(() => import('~/tablet/PinAgain'));

/** A sign-in or a fresh code, asked over the page: what stands there and what was typed stays. */
export default function AgainDialog({ asked }: { asked: Exclude<Asked, null> }) {
  const t = useTranslations('again');
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const session = queries.getQueryData<SessionOut>(sessionKey);
  const factor = useSession().data?.account.second_factor ?? true;

  if (asked === 'second-factor') {
    return (
      <Dialog title={t('codeTitle')} open onClose={() => answered(false)}>
        {factor ? (
          <div className="stack">
            <p className="quiet">{t('codeIntro')}</p>
            <SecondFactorForm
              send={(body) => almoner.session.giveSecondFactor(body)}
              done={async () => {
                answered(true);
                await queries.invalidateQueries({ queryKey: sessionKey });
              }}
              cancel={<CancelButton onPress={() => answered(false)} />}
            />
          </div>
        ) : (
          <div className="stack">
            <p>{t('noFactor')}</p>
            <DialogActions>
              <LinkButton to="/me" tone="primary" onClick={() => answered(false)}>
                {t('toAccount')}
              </LinkButton>
              <CancelButton onPress={() => answered(false)} />
            </DialogActions>
          </div>
        )}
      </Dialog>
    );
  }

  const done = async () => {
    const organisation = session?.organisation?.id;
    const now = await almoner.session.get();
    if (organisation && now.organisation?.id !== organisation) {
      // A sign-in begins where the last one was; this page belongs to the organisation that it was read from.
      await almoner.session.chooseOrganisation({ organisation_id: organisation });
    }
    answered(true);
    await queries.invalidateQueries();
  };
  const name = session?.person?.name ?? session?.account.email ?? '';
  return (
    <Dialog title={t('title')} open firm onClose={() => answered(false)}>
      <div className="stack">
        <p className="quiet">{t('intro')}</p>
        {name ? <p className="strong">{t('as', { name })}</p> : null}
        {session?.device && session.person ? (
          <Suspense>
            <PinAgain person={session.person} done={(out) => (out ? done() : undefined)} />
          </Suspense>
        ) : (
          <SignInForm
            email={session?.account.email ?? undefined}
            fixed={Boolean(session?.account.email)}
            done={done}
          />
        )}
        <div className="outdent">
          <Button
            tone="quiet"
            onPress={() => {
              forgotten();
              queries.clear();
              window.location.assign('/sign-in');
            }}
          >
            {t('other')}
          </Button>
          <p className="small quiet">{t('otherHint', { name })}</p>
        </div>
      </div>
    </Dialog>
  );
}
