import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, TextField } from '~/kit';
import { worded } from './SignInForm';

export interface SecondFactorFormProps<Out> {
  send: (body: { code?: string; recovery_code?: string }) => Promise<Out>;
  done: (out: Out) => unknown;
  cancel?: ReactNode;
}

/** Six digits from the authenticator, or a recovery code. */
export function SecondFactorForm<Out>({ send, done, cancel }: SecondFactorFormProps<Out>) {
  const t = useTranslations('signIn');
  const [recovery, setRecovery] = useState(false);
  const form = useForm({
    initial: { code: '', recovery_code: '' },
    check: (values): Record<string, string> => {
      if (recovery) return values.recovery_code.trim() ? {} : { recovery_code: t('needRecovery') };
      return /^\d{6}$/.test(values.code.replace(/\s/g, '')) ? {} : { code: t('needCode') };
    },
    send: (values) =>
      worded(
        send(
          recovery
            ? { recovery_code: values.recovery_code.trim() }
            : { code: values.code.replace(/\s/g, '') },
        ),
        t('codeRefused'),
      ),
    done,
  });
  return (
    <FormShell form={form} act={t('codeAct')} cancel={cancel}>
      <p className="quiet">{recovery ? t('recoveryIntro') : t('stepIntro')}</p>
      {recovery ? (
        <TextField
          key="recovery"
          {...form.bind('recovery_code')}
          label={t('recoveryCode')}
          autoComplete="off"
          spellCheck="false"
          autoFocus
        />
      ) : (
        <TextField
          key="code"
          {...form.bind('code')}
          label={t('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          width="code"
          autoFocus
        />
      )}
      <div>
        <Button tone="quiet" onPress={() => setRecovery(!recovery)}>
          {recovery ? t('useApp') : t('useRecovery')}
        </Button>
      </div>
    </FormShell>
  );
}
