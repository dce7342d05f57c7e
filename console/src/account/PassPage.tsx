import { useAlmoner } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { Link, TextField } from '~/kit';
import { Front } from './Front';
import { worded } from './SignInForm';
import { useEntered } from './SignInPage';

const LONG = 16;

/** In the form in which the code is shown, however it was typed: `7k3q m9t2` is `7K3Q-M9T2`. */
export function spaced(typed: string): string {
  const signs = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return (signs.match(/.{1,4}/g) ?? []).join('-');
}

/** For somebody of an agency, with the code of a pass for one shift. It begins with the handover. */
export function PassPage() {
  const t = useTranslations('pass');
  const almoner = useAlmoner();
  const entered = useEntered();
  const form = useForm({
    initial: { code: '' },
    check: ({ code }): Mistakes => {
      if (!code.trim()) return { code: t('need') };
      return code.replace(/[^0-9A-Za-z]/g, '').length < LONG ? { code: t('short') } : {};
    },
    send: ({ code }) => worded(almoner.session.enterWithPass({ code: code.trim() }), t('refused')),
    done: (out) => entered(out, '/handover'),
  });
  const { value, onChange, ...code } = form.bind('code');
  return (
    <Front title={t('title')}>
      <p className="quiet">{t('intro')}</p>
      <FormShell form={form} act={t('act')}>
        <TextField
          {...code}
          label={t('code')}
          hint={t('hint')}
          value={value}
          // Only what is added at the end is put into groups: whoever mends a sign in the middle keeps their place.
          onChange={(typed) => onChange(typed.startsWith(value) ? spaced(typed) : typed)}
          autoComplete="one-time-code"
          spellCheck="false"
          autoFocus
        />
      </FormShell>
      <p>
        <Link to="/sign-in" className="standing">
          {t('back')}
        </Link>
      </p>
    </Front>
  );
}
