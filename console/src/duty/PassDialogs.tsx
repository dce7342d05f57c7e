import type { AgencyPassCodeOut, AgencyPassOut, MembershipOut } from '@almoner/client';
import { useEndMembership, usePassCode } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, CancelButton, Dialog, DialogActions, ErrorState } from '~/kit';
import { useDeed } from '~/lib/deed';
import { patient } from '~/session/patient';
import { PassCode } from './PassCode';

/** Another code: says first what it ends, then shows it. */
export function RenewCode({ pass, zone, close }: { pass: AgencyPassOut; zone: string; close: () => void }) {
  const t = useTranslations('agency');
  const renew = usePassCode();
  const [out, setOut] = useState<AgencyPassCodeOut>();
  const [failed, setFailed] = useState<unknown>(null);
  const name = pass.name ?? '–';
  if (out) {
    // It can't be left by a slip: it is shown once.
    return (
      <Dialog title={t('codeTitle', { name })} open firm onClose={close}>
        <PassCode out={out} zone={zone} done={close} />
      </Dialog>
    );
  }
  const press = () => {
    setFailed(null);
    patient(() => renew.mutateAsync([pass.id, {}])).then(setOut, setFailed);
  };
  return (
    <Dialog title={t('renewTitle', { name })} open onClose={close}>
      <div className="stack">
        <p>{t('renewWhy')}</p>
        {failed ? <ErrorState inline error={failed} what={t('renewFailed')} /> : null}
        <DialogActions>
          <Button tone="primary" busy={renew.isPending} onPress={press}>
            {t('renewAct')}
          </Button>
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Dialog>
  );
}

interface EndProps {
  pass: AgencyPassOut;
  /** What lets them in. */
  membership: MembershipOut;
  close: () => void;
}

/** Before its time. */
export function EndPass({ pass, membership, close }: EndProps) {
  const t = useTranslations('agency');
  const name = pass.name ?? '–';
  const end = useDeed(useEndMembership(), () => ({ text: t('endDone', { name }) }));
  return (
    <Dialog title={t('endTitle', { name })} open onClose={close}>
      <div className="stack">
        <p>{t('endWhy')}</p>
        <DialogActions>
          <Button
            tone="danger"
            onPress={() => {
              end.press([membership, {}]);
              close();
            }}
          >
            {t('endAct')}
          </Button>
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Dialog>
  );
}
