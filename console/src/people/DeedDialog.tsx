import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Dialog, TextField, toast, CancelButton } from '~/kit';
import type { Done } from '~/lib/deed';

export interface DeedDialogProps {
  title: string;
  /** What follows from it. */
  intro: string;
  /** The verb and the thing. */
  act: string;
  danger?: boolean;
  /** The label of what is typed; without it nothing is asked but the press. */
  field?: string;
  hint?: string;
  /** A reason is several lines and needed; an email is one line and may stay empty. */
  kind?: 'reason' | 'email';
  onAct: (typed: string) => Promise<Done>;
  onClose: () => void;
}

/** Says what will follow, asks what has to be said, and does it. A refusal stands here, with what was typed. */
export function DeedDialog(props: DeedDialogProps) {
  const { title, intro, act, danger = false, field, hint, kind = 'reason', onAct, onClose } = props;
  const t = useTranslations('form');
  const form = useForm({
    // The API's names of the two, so that a complaint finds its field.
    initial: { reason: '', email: '' },
    check: ({ reason }): Record<string, string> =>
      field && kind === 'reason' && !reason.trim() ? { reason: t('needed', { label: field }) } : {},
    send: (values) => onAct(values[kind].trim()),
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
        <p className="quiet measure">{intro}</p>
        {field && kind === 'reason' ? (
          <TextField {...form.bind('reason')} label={field} hint={hint} lines={3} maxLength={500} />
        ) : null}
        {field && kind === 'email' ? (
          <TextField
            {...form.bind('email')}
            label={field}
            hint={hint}
            type="email"
            inputMode="email"
            autoComplete="off"
            spellCheck="false"
            optional
          />
        ) : null}
      </FormShell>
    </Dialog>
  );
}
