import { isApiError } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, Link, LinkButton, TextField } from '~/kit';
import { forgetHashSecret, useHashSecret } from '~/lib/hash';
import { Front } from './Front';

const PAGE = 'password-reset';

export function PasswordResetPage() {
  const secret = useHashSecret(PAGE);
  const [asking, setAsking] = useState(!secret);
  return asking ? (
    <AskForLink />
  ) : (
    <SetPassword
      secret={secret}
      askAgain={() => {
        forgetHashSecret(PAGE);
        setAsking(true);
      }}
    />
  );
}

function AskForLink() {
  const t = useTranslations('reset');
  const s = useTranslations('signIn');
  const almoner = useAlmoner();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({
    initial: { email: '' },
    check: ({ email }): Record<string, string> => (email.trim() ? {} : { email: s('needEmail') }),
    send: ({ email }) => almoner.session.requestPasswordReset({ email: email.trim() }),
    done: (_, { email }) => setSentTo(email.trim()),
  });
  const back = (
    <Link to="/sign-in" className="standing">
      {t('back')}
    </Link>
  );
  // The answer is the same whether or not there is such an account.
  return sentTo === null ? (
    <Front title={t('askTitle')}>
      <p className="quiet">{t('askIntro')}</p>
      <FormShell form={form} act={t('askAct')} cancel={back}>
        <TextField
          {...form.bind('email')}
          label={s('email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          spellCheck="false"
          autoFocus
        />
      </FormShell>
    </Front>
  ) : (
    <Front title={t('askedTitle')}>
      <p role="status">{t('asked', { email: sentTo })}</p>
      <p>{back}</p>
    </Front>
  );
}

function SetPassword({ secret, askAgain }: { secret: string; askAgain: () => void }) {
  const t = useTranslations('reset');
  const almoner = useAlmoner();
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { password: '' },
    check: ({ password }): Record<string, string> => (password.length >= 8 ? {} : { password: t('needNew') }),
    send: ({ password }) => almoner.session.resetPassword({ token: secret, password }),
    done: () => {
      forgetHashSecret(PAGE);
      setDone(true);
    },
  });
  if (done) {
    return (
      <Front title={t('doneTitle')}>
        <p role="status">{t('done')}</p>
        <div>
          <LinkButton to="/sign-in" tone="primary">
            {t('toSignIn')}
          </LinkButton>
        </div>
      </Front>
    );
  }
  if (isApiError(form.failure, 'link_expired')) {
    return (
      <Front title={t('badTitle')}>
        <p role="alert">{t('bad')}</p>
        <div>
          <Button tone="primary" onPress={askAgain}>
            {t('askAgain')}
          </Button>
        </div>
      </Front>
    );
  }
  return (
    <Front title={t('finishTitle')}>
      <FormShell form={form} act={t('finishAct')}>
        <TextField
          {...form.bind('password')}
          label={t('newPassword')}
          hint={t('newHint')}
          type="password"
          autoComplete="new-password"
          autoFocus
        />
      </FormShell>
    </Front>
  );
}
