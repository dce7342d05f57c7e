import { isApiError, type SignInOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, TextField } from '~/kit';
import { SecondFactorForm } from './SecondFactorForm';

export interface SignInFormProps {
  email?: string | undefined;
  /** It has to be this person: the address isn't asked. */
  fixed?: boolean;
  done: (out: SignInOut) => unknown;
}

/** Email and password, then the second step where there is one. */
export function SignInForm({ email: known = '', fixed = false, done }: SignInFormProps) {
  const t = useTranslations('signIn');
  const almoner = useAlmoner();
  const [step, setStep] = useState<string | null>(null);
  const form = useForm({
    initial: { email: known, password: '' },
    check: (values): Record<string, string> => ({
      ...(values.email.trim() ? {} : { email: t('needEmail') }),
      ...(values.password ? {} : { password: t('needPassword') }),
    }),
    send: ({ email, password }) =>
      worded(almoner.session.signIn({ email: email.trim(), password }), t('refused')),
    done: (out: SignInOut) => (out.state === 'second_factor' && out.step ? setStep(out.step) : done(out)),
  });

  if (step !== null) {
    return (
      <div className="stack">
        <SecondFactorForm
          send={(body) => almoner.session.finishSignIn({ ...body, step })}
          done={done}
          cancel={
            <Button
              tone="quiet"
              onPress={() => {
                form.set({ password: '' });
                setStep(null);
              }}
            >
              {t('startAgain')}
            </Button>
          }
        />
      </div>
    );
  }
  return (
    <FormShell form={form} act={t('act')}>
      {fixed ? (
        // For password managers, which look for whose password it is.
        <input type="text" name="email" autoComplete="username" value={form.values.email} readOnly hidden />
      ) : (
        <TextField
          {...form.bind('email')}
          label={t('email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          spellCheck="false"
          autoFocus
        />
      )}
      <TextField
        {...form.bind('password')}
        label={t('password')}
        type="password"
        autoComplete="current-password"
        autoFocus={fixed}
      />
    </FormShell>
  );
}

/** The API gives one answer for a wrong email, password or code; each page says it for what was asked there. */
export async function worded<T>(call: Promise<T>, words: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isApiError(error, 'sign_in_refused')) Object.assign(error, { message: words });
    throw error;
  }
}
