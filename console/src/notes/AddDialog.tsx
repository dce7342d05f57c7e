import type { NoteOut } from '@almoner/client';
import { useAddToNote } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, TextField, toast } from '~/kit';

interface Props {
  note: NoteOut;
  kind: 'addendum' | 'strike_out';
  onClose: () => void;
}

/** More under a note, or that it does not hold and why. */
export function AddDialog({ note, kind, onClose }: Props) {
  const t = useTranslations('notes');
  const add = useAddToNote();
  const striking = kind === 'strike_out';
  const part = striking ? 'strike' : 'add';
  const form = useForm({
    initial: { text: '' },
    draft: `note.${note.id}.${kind}`,
    check: ({ text }): Mistakes => (text.trim() ? {} : { text: t(`${part}.needed`) }),
    send: ({ text }) => add.mutateAsync([note.id, { kind, text: text.trim() }]),
    done: () => {
      onClose();
      toast({ text: t(`${part}.done`) });
    },
  });
  return (
    <Dialog title={t(`${part}.title`)} open onClose={onClose}>
      <FormShell
        form={form}
        act={t(`${part}.save`)}
        tone={striking ? 'danger' : 'primary'}
        cancel={<CancelButton onPress={onClose} />}
      >
        <TextField
          {...form.bind('text')}
          label={t(`${part}.text`)}
          hint={striking ? t('strike.hint') : undefined}
          lines={4}
          maxLength={4000}
        />
      </FormShell>
    </Dialog>
  );
}
