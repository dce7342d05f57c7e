import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Dialog, TextField, toast, CancelButton } from '~/kit';
import type { Done } from '~/lib/deed';

export interface ReasonDialogProps {
  title: string;
  label: string;
  /** The verb and the thing. */
  act: string;
  intro?: string | undefined;
  danger?: boolean;
  onAct: (reason: string) => Promise<Done>;
  onClose: () => void;
}

/** Asks for the reason of something that goes into the audit trail, and does it. */
export function ReasonDialog({
  title,
  label,
  act,
  intro,
  danger = false,
  onAct,
  onClose,
}: ReasonDialogProps) {
  const t = useTranslations('form');
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }): Record<string, string> => (reason.trim() ? {} : { reason: t('needed', { label }) }),
    send: ({ reason }) => onAct(reason.trim()),
    done: (done) => {
      onClose();
      toast(done);
    },
  });
  return (
    <Dialog title={title} open onClose={onClose}>
      <FormShell
        form={form}
        act={act}
        tone={danger ? 'danger' : 'primary'}
        cancel={<CancelButton onPress={onClose} />}
      >
        {intro ? <p className="quiet">{intro}</p> : null}
        <TextField {...form.bind('reason')} label={label} lines={3} maxLength={500} />
      </FormShell>
    </Dialog>
  );
}
