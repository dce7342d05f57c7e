import type { RungOut, Who } from '@almoner/client';
import { useCreateRung, useUpdateRung } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, NumberField, RadioGroup, toast } from '~/kit';
import { changesOf } from '~/residents/forms/patch';
import { WHO, useWhoWords } from './Ladder';

export interface RungDialogProps {
  /** Absent for a new one. */
  rung: RungOut | undefined;
  rungs: readonly RungOut[];
  onClose: () => void;
}

interface RungValues {
  step: number | null;
  after_minutes: number | null;
  who: Who | null;
}

export function RungDialog({ rung, rungs, onClose }: RungDialogProps) {
  return rung ? <Change rung={rung} onClose={onClose} /> : <Add rungs={rungs} onClose={onClose} />;
}

/** After the last one, twice as late. */
function Add({ rungs, onClose }: Omit<RungDialogProps, 'rung'>) {
  const t = useTranslations('sending.ladder');
  const create = useCreateRung();
  const last = rungs.reduce((most, rung) => Math.max(most, rung.after_minutes), 0);
  const step = rungs.reduce((most, rung) => Math.max(most, rung.step), 0);
  const initial: RungValues = {
    step: Math.min(5, step + 1),
    after_minutes: Math.min(1440, last * 2 || 15),
    who: null,
  };
  const form = useForm({
    initial,
    check: useCheck(),
    send: ({ step: on, after_minutes, who }) =>
      create.mutateAsync([{ step: on ?? 0, after_minutes: after_minutes ?? 0, who: who! }]),
    done: () => {
      onClose();
      toast({ text: t('saved') });
    },
  });
  return (
    <Dialog title={t('addTitle')} open onClose={onClose}>
      <FormShell form={form} act={t('add')} cancel={<CancelButton onPress={onClose} />}>
        <Fields bind={form.bind} />
        <NumberField {...form.bind('step')} label={t('step')} hint={t('stepHint')} min={1} max={5} />
      </FormShell>
    </Dialog>
  );
}

function Change({ rung, onClose }: { rung: RungOut; onClose: () => void }) {
  const t = useTranslations('sending.ladder');
  const update = useUpdateRung();
  const read = (row: RungOut): RungValues => ({
    step: row.step,
    after_minutes: row.after_minutes,
    who: WHO.find((one) => one === row.who) ?? null,
  });
  const form = useForm({
    initial: read(rung),
    record: rung,
    read,
    check: useCheck(),
    // On which rung it stands is part of what it is; time and people change.
    send: (values, { record, before }) => {
      const { who, after_minutes } = changesOf(before, values);
      return update.mutateAsync([
        record,
        { ...(who ? { who } : {}), ...(after_minutes ? { after_minutes } : {}) },
      ]);
    },
    done: () => {
      onClose();
      toast({ text: t('saved') });
    },
  });
  return (
    <Dialog title={t('change')} open onClose={onClose}>
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <Fields bind={form.bind} />
      </FormShell>
    </Dialog>
  );
}

function useCheck() {
  const t = useTranslations('sending.ladder');
  return ({ step, after_minutes, who }: RungValues): Mistakes => ({
    ...(after_minutes === null ? { after_minutes: t('needed') } : {}),
    ...(who === null ? { who: t('needWho') } : {}),
    ...(step === null ? { step: t('needed') } : {}),
  });
}

type Bind = <K extends keyof RungValues>(
  name: K,
) => { name: K; value: RungValues[K]; onChange: (value: RungValues[K]) => void; error: string | undefined };

function Fields({ bind }: { bind: Bind }) {
  const t = useTranslations('sending.ladder');
  const words = useWhoWords();
  return (
    <>
      <NumberField
        {...bind('after_minutes')}
        label={t('afterField')}
        hint={t('afterHint')}
        min={1}
        max={1440}
      />
      <RadioGroup<Who>
        {...bind('who')}
        label={t('whoField')}
        options={WHO.map((id) => ({ id, label: words(id) }))}
      />
    </>
  );
}
