import type { AssessmentOut } from '@almoner/client';
import { useAddToAssessment } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, TextField, toast } from '~/kit';

interface Props {
  assessment: AssessmentOut;
  kind: 'addendum' | 'strike_out';
  onClose: () => void;
}

/** More under an assessment, or that it does not hold and why. */
export function AddDialog({ assessment, kind, onClose }: Props) {
  const t = useTranslations('assessments.one');
  const add = useAddToAssessment();
  const striking = kind === 'strike_out';
  const part = striking ? 'strike' : 'add';
  const form = useForm({
    initial: { text: '' },
    draft: `assessment.${assessment.id}.${kind}`,
    check: ({ text }): Mistakes => (text.trim() ? {} : { text: t(`${part}.needed`) }),
    send: ({ text }) => add.mutateAsync([assessment.id, { kind, text: text.trim() }]),
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
