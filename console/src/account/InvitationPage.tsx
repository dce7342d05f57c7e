import { isApiError, type InvitationOut, type SignInOut } from '@almoner/client';
import { useAlmoner, useSession } from '@almoner/client/react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, ErrorState, LinkButton, Notice, Skeleton, TextField, toast } from '~/kit';
import { forgetHashSecret, useHashSecret } from '~/lib/hash';
import { useSignOut } from '~/session/sign-out';
import { Front } from './Front';
import { SignInForm } from './SignInForm';
import { useEntered } from './SignInPage';

const PAGE = 'invitation';

/** What the link says; then a new sign-in, or the one that there is already. */
export function InvitationPage() {
  const t = useTranslations('invitation');
  const almoner = useAlmoner();
  const secret = useHashSecret(PAGE);
  const found = useQuery({
    queryKey: ['invitation', secret],
    queryFn: () => almoner.session.invitation.lookUp({ token: secret }),
    enabled: secret !== '',
    staleTime: Infinity,
  });
  const bad = secret === '' || isApiError(found.error, 'link_expired', 'not_found', 'invalid');
  if (bad) {
    return (
      <Front title={t('badTitle')}>
        <p role="alert">{t('bad')}</p>
        <div>
          <LinkButton to="/">{t('signInAct')}</LinkButton>
        </div>
      </Front>
    );
  }
  if (found.isError) {
    return (
      <Front title={t('reading')}>
        <ErrorState error={found.error} what={t('failed')} retry={() => void found.refetch()} inline />
      </Front>
    );
  }
  if (!found.data) {
    return (
      <Front title={t('reading')}>
        <Skeleton lines={3} />
      </Front>
    );
  }
  return <Found invitation={found.data} secret={secret} />;
}

function Found({ invitation, secret }: { invitation: InvitationOut; secret: string }) {
  const t = useTranslations('invitation');
  const { given_name: name, organisation, email, kind } = invitation;
  const session = useSession();
  const entered = useEntered();
  const joined = async (out: SignInOut) => {
    forgetHashSecret(PAGE);
    await entered(out);
    toast({ text: t('joined', { organisation }) });
  };
  return (
    <Front title={t('title', { name })}>
      <p>
        {kind === 'owner_setup'
          ? t('introOwner', { organisation, email })
          : t('intro', { organisation, email })}
      </p>
      {session.data ? (
        <Accept
          invitation={invitation}
          secret={secret}
          as={session.data.account.email ?? ''}
          joined={joined}
        />
      ) : invitation.sign_in_first ? (
        <div className="stack">
          <p className="quiet">{t('signInFirst', { email })}</p>
          <SignInForm email={email} fixed done={() => session.refetch()} />
        </div>
      ) : (
        <Register invitation={invitation} secret={secret} joined={joined} />
      )}
    </Front>
  );
}

interface JoinProps {
  invitation: InvitationOut;
  secret: string;
  joined: (out: SignInOut) => Promise<void>;
}

function Register({ invitation, secret, joined }: JoinProps) {
  const t = useTranslations('invitation');
  const r = useTranslations('reset');
  const almoner = useAlmoner();
  const form = useForm({
    initial: { password: '' },
    check: ({ password }): Record<string, string> => (password.length >= 8 ? {} : { password: r('needNew') }),
    send: ({ password }) => almoner.session.invitation.register({ token: secret, password }),
    done: joined,
  });
  return (
    <FormShell form={form} act={t('act', { organisation: invitation.organisation })}>
      <input type="text" name="email" autoComplete="username" value={invitation.email} readOnly hidden />
      <TextField
        {...form.bind('password')}
        label={r('newPassword')}
        hint={r('newHint')}
        type="password"
        autoComplete="new-password"
        autoFocus
      />
    </FormShell>
  );
}

function Accept({ invitation, secret, joined, as }: JoinProps & { as: string }) {
  const t = useTranslations('invitation');
  const s = useTranslations('shell');
  const almoner = useAlmoner();
  const signOut = useSignOut();
  const form = useForm({
    initial: {},
    send: () => almoner.session.invitation.accept({ token: secret }),
    done: joined,
  });
  if (as.toLowerCase() !== invitation.email.toLowerCase()) {
    return (
      <Notice tone="warn" action={<Button onPress={() => void signOut()}>{s('signOut')}</Button>}>
        {t('wrongAccount', { email: as, invited: invitation.email })}
      </Notice>
    );
  }
  return (
    <FormShell form={form} act={t('act', { organisation: invitation.organisation })}>
      <p className="quiet">{t('acceptAs', { email: as })}</p>
    </FormShell>
  );
}
