import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, TextField, toast } from '~/kit';

export type Adding = 'addendum' | 'strike_out';

export interface AddDialogProps {
  kind: Adding;
  /** Under which name what was typed is kept. */
  draft: string;
  /** Whose words: both have the same keys, and say it of a note or of an assessment. */
  words: 'notes' | 'assessments.one';
  send: (body: { kind: Adding; text: string }) => Promise<unknown>;
  onClose: () => void;
}

/** More under what was written, or that it does not hold and why. */
export function AddDialog({ kind, draft, words, send, onClose }: AddDialogProps) {
  const t = useTranslations(words);
  const striking = kind === 'strike_out';
  const part = striking ? 'strike' : 'add';
  const form = useForm({
    initial: { text: '' },
    draft: `${draft}.${kind}`,
    check: ({ text }): Mistakes => (text.trim() ? {} : { text: t(`${part}.needed`) }),
    send: ({ text }) => send({ kind, text: text.trim() }),
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
