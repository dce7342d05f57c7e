import { useChangePassword } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, Dialog, Section, TextField, toast, CancelButton } from '~/kit';

export function PasswordCard() {
  const t = useTranslations('account');
  const [open, setOpen] = useState(false);
  return (
    <Section title={t('passwordTitle')} sub={t('passwordHint')}>
      <div>
        <Button icon="key" onPress={() => setOpen(true)}>
          {t('changePassword')}
        </Button>
      </div>
      {open ? <ChangePassword onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const t = useTranslations('account');
  const r = useTranslations('reset');
  const change = useChangePassword();
  const form = useForm({
    initial: { current_password: '', new_password: '' },
    check: (values): Record<string, string> => ({
      ...(values.current_password ? {} : { current_password: t('needPresent') }),
      ...(values.new_password.length >= 8 ? {} : { new_password: r('needNew') }),
    }),
    send: (values) => change.mutateAsync(values),
    done: () => {
      onClose();
      toast({ text: t('changed') });
    },
  });
  return (
    <Dialog title={t('changePassword')} open onClose={onClose}>
      <FormShell form={form} act={t('changePassword')} cancel={<CancelButton onPress={onClose} />}>
        <TextField
          {...form.bind('current_password')}
          label={t('present')}
          type="password"
          autoComplete="current-password"
          autoFocus
        />
        <TextField
          {...form.bind('new_password')}
          label={r('newPassword')}
          hint={r('newHint')}
          type="password"
          autoComplete="new-password"
        />
      </FormShell>
    </Dialog>
  );
}
