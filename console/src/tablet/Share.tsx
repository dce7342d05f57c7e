import { useRegisterDevice } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelButton, Dialog, TextField } from '~/kit';
import { patient } from '~/session/patient';
import { markTablet } from './flag';
import { useLock } from './lock';

/** Makes this browser a shared tablet of the home, and puts it down for its people. */
export default function Share({ homeId, onClose }: { homeId: string; onClose: () => void }) {
  const t = useTranslations('tablets');
  const register = useRegisterDevice();
  const lock = useLock();
  const form = useForm({
    initial: { name: '' },
    check: ({ name }): Record<string, string> => (name.trim() ? {} : { name: t('calledNeeded') }),
    send: ({ name }) => patient(() => register.mutateAsync([{ care_home_id: homeId, name: name.trim() }])),
    done: () => {
      markTablet(true);
      void lock();
    },
  });
  return (
    <Dialog title={t('shareTitle')} open onClose={onClose}>
      <FormShell form={form} act={t('shareAct')} cancel={<CancelButton onPress={onClose} />}>
        <p>{t('shareIntro')}</p>
        <TextField {...form.bind('name')} label={t('called')} hint={t('calledHint')} autoFocus />
      </FormShell>
    </Dialog>
  );
}
