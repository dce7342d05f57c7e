import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, Dialog, Section, TextField, toast } from '~/kit';

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
  const k = useTranslations('kit');
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const form = useForm({
    initial: { current_password: '', new_password: '' },
    check: (values): Record<string, string> => ({
      ...(values.current_password ? {} : { current_password: t('needPresent') }),
      ...(values.new_password.length >= 8 ? {} : { new_password: r('needNew') }),
    }),
    send: (values) => almoner.session.changePassword(values),
    done: async () => {
      onClose();
      toast({ text: t('changed') });
      await queries.invalidateQueries({ queryKey: keys.signIns });
    },
  });
  return (
    <Dialog title={t('changePassword')} open onClose={onClose}>
      <FormShell
        form={form}
        act={t('changePassword')}
        cancel={
          <Button tone="quiet" onPress={onClose}>
            {k('cancel')}
          </Button>
        }
      >
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
