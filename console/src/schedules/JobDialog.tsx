import type { JobOut } from '@almoner/client';
import { useUpdateJob } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Checkbox, Dialog, NumberField, TextField, toast } from '~/kit';
import { changesOf } from '~/residents/forms/patch';
import { useCronWords, useJobWords } from './words';

const read = ({ cron, time_zone, catch_up_minutes, enabled }: JobOut) => ({
  cron,
  time_zone,
  catch_up_minutes: catch_up_minutes as number | null,
  enabled,
});

/** When a job falls due, with the pattern's own words beside it. */
export function JobDialog({ job, onClose }: { job: JobOut; onClose: () => void }) {
  const t = useTranslations('schedules');
  const says = useCronWords();
  const { name } = useJobWords()(job.handler);
  const update = useUpdateJob();
  const form = useForm({
    initial: read(job),
    record: job,
    read,
    check: ({ cron, time_zone, catch_up_minutes }): Mistakes => ({
      ...(cron.trim() ? {} : { cron: t('needed') }),
      ...(time_zone.trim() ? {} : { time_zone: t('needed') }),
      ...(catch_up_minutes === null ? { catch_up_minutes: t('needed') } : {}),
    }),
    send: (values, { record, before }) => update.mutateAsync([record, changesOf(before, values)]),
    done: () => {
      onClose();
      toast({ text: t('saved') });
    },
  });
  return (
    <Dialog title={t('dialog', { job: name })} open onClose={onClose}>
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <TextField
          {...form.bind('cron')}
          label={t('cron')}
          hint={t('cronHint')}
          width="short"
          maxLength={100}
          autoComplete="off"
          spellCheck="false"
        />
        <p role="status" className="strong">
          {t('reads', { words: says(form.values.cron) })}
        </p>
        <TextField
          {...form.bind('time_zone')}
          label={t('zone')}
          hint={t('zoneHint')}
          width="short"
          maxLength={60}
          autoComplete="off"
          spellCheck="false"
        />
        <NumberField
          {...form.bind('catch_up_minutes')}
          label={t('catchUp')}
          hint={t('catchUpHint')}
          min={1}
          max={20_160}
        />
        <Checkbox {...form.bind('enabled')}>{t('enabled')}</Checkbox>
      </FormShell>
    </Dialog>
  );
}
