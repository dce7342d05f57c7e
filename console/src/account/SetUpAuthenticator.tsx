import type { AuthenticatorOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { encode } from 'uqr';
import { FormShell, useForm } from '~/form';
import { Dialog, TextField, CancelButton } from '~/kit';
import { worded } from './SignInForm';

interface SetUpProps {
  onClose: () => void;
  onAdded: (recoveryCodes: string[]) => void;
}

/** Password, then the picture and the first code. The picture is drawn here: the secret goes to nobody else. */
export default function SetUpAuthenticator({ onClose, onAdded }: SetUpProps) {
  const t = useTranslations('account');
  const [added, setAdded] = useState<AuthenticatorOut | null>(null);
  return (
    <Dialog title={t('setUp')} open onClose={onClose}>
      {added ? (
        <Confirm added={added} onClose={onClose} onAdded={onAdded} />
      ) : (
        <PasswordAgain onClose={onClose} onGiven={setAdded} />
      )}
    </Dialog>
  );
}

function Cancel({ onClose }: { onClose: () => void }) {
  return <CancelButton onPress={onClose} />;
}

function PasswordAgain({
  onClose,
  onGiven,
}: {
  onClose: () => void;
  onGiven: (added: AuthenticatorOut) => void;
}) {
  const t = useTranslations('account');
  const s = useTranslations('signIn');
  const almoner = useAlmoner();
  const form = useForm({
    initial: { password: '' },
    check: ({ password }): Record<string, string> => (password ? {} : { password: s('needPassword') }),
    send: (values) => almoner.session.authenticator.add(values),
    done: onGiven,
  });
  return (
    <FormShell form={form} act={t('goOn')} cancel={<Cancel onClose={onClose} />}>
      <p className="quiet">{t('passwordAgain')}</p>
      <TextField
        {...form.bind('password')}
        label={s('password')}
        type="password"
        autoComplete="current-password"
        autoFocus
      />
    </FormShell>
  );
}

function Confirm({ added, onClose, onAdded }: SetUpProps & { added: AuthenticatorOut }) {
  const t = useTranslations('account');
  const s = useTranslations('signIn');
  const almoner = useAlmoner();
  const form = useForm({
    initial: { code: '' },
    check: ({ code }): Record<string, string> =>
      /^\d{6}$/.test(code.replace(/\s/g, '')) ? {} : { code: s('needCode') },
    send: ({ code }) =>
      worded(almoner.session.authenticator.confirm({ code: code.replace(/\s/g, '') }), s('codeRefused')),
    done: (out) => onAdded(out.recovery_codes),
  });
  return (
    <FormShell form={form} act={t('confirm')} cancel={<Cancel onClose={onClose} />}>
      <p>{t('scan')}</p>
      <Qr text={added.uri} label={t('qr')} />
      <p className="quiet">
        {t('byHand')}
        <br />
        <code className="secret">{added.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <TextField
        {...form.bind('code')}
        label={s('code')}
        hint={t('inTime', { minutes: added.minutes })}
        inputMode="numeric"
        autoComplete="one-time-code"
        width="code"
      />
    </FormShell>
  );
}

function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
