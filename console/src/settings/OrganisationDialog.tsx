import type { OrganisationOut } from '@almoner/client';
import { useUpdateOrganisation } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Dialog, TextField, toast, CancelButton } from '~/kit';

export function OrganisationDialog(props: { organisation: OrganisationOut; onClose: () => void }) {
  const { organisation, onClose } = props;
  const t = useTranslations('settings.organisation');
  const f = useTranslations('form');
  const update = useUpdateOrganisation();
  const read = ({ name }: OrganisationOut) => ({ name });
  const form = useForm({
    initial: read(organisation),
    record: organisation,
    read,
    check: ({ name }): Record<string, string> =>
      name.trim() ? {} : { name: f('needed', { label: t('name') }) },
    send: ({ name }, { record }) => update.mutateAsync([record, { name: name.trim() }]),
    done: (saved) => {
      onClose();
      toast({ text: t('saved', { name: saved.name }) });
    },
  });
  return (
    <Dialog title={t('edit')} open onClose={onClose}>
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <TextField {...form.bind('name')} label={t('name')} maxLength={200} autoComplete="off" autoFocus />
      </FormShell>
    </Dialog>
  );
}
