import type { TaskDefinitionKind } from '@almoner/client';
import { useTranslations } from 'use-intl';
import type { Form } from '~/form';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  DateField,
  IconButton,
  NumberField,
  RadioGroup,
  Select,
  TextField,
  TimeField,
} from '~/kit';
import { StaffField } from '~/residents/forms/StaffField';
import { DOMAINS } from '../domains';
import type { Days, TaskValues } from './task-values';

const KINDS: readonly TaskDefinitionKind[] = ['scheduled', 'as_needed', 'prompt'];
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** What is asked of a task; each kind is asked what it needs. */
export function TaskFields({ form, home }: { form: Form<TaskValues>; home: string | undefined }) {
  const t = useTranslations('planEditor.dialog');
  const w = useTranslations('planWords');
  const { values, bind, set } = form;
  const prompt = values.kind === 'prompt';
  function kind(next: TaskDefinitionKind) {
    // A prompt's usual words, where nothing else was typed.
    const title = next === 'prompt' && !values.title.trim() ? t('promptTitle') : values.title;
    const times = values.times.length > 0 ? values.times : ['08:00'];
    set({ kind: next, title, times });
  }
  return (
    <>
      <RadioGroup
        {...bind('kind')}
        onChange={kind}
        label={t('kind')}
        options={KINDS.map((id) => ({ id, label: w(`taskKind.${id}`) }))}
      />
      <TextField
        {...bind('title')}
        label={t('title')}
        hint={prompt ? t('promptHint') : t('titleHint')}
        maxLength={200}
      />
      <TextField
        {...bind('instructions')}
        label={t('instructions')}
        {...(prompt ? { hint: t('promptHint') } : {})}
        lines={3}
        maxLength={4000}
        optional
      />
      <Select
        {...bind('domain')}
        label={t('domain')}
        options={DOMAINS.map((id) => ({ id, label: w(`domain.${id}`) }))}
      />
      {values.kind === 'as_needed' ? <AsNeeded form={form} /> : <AtTimes form={form} />}
      <DateField {...bind('ends_on')} label={t('until')} optional />
      <Checkbox {...bind('two')}>{t('two')}</Checkbox>
      <StaffField {...bind('assignee')} label={t('whose')} hint={t('whoseHint')} home={home} optional />
      {values.assignee ? <Checkbox {...bind('named_only')}>{t('named')}</Checkbox> : null}
    </>
  );
}

function AsNeeded({ form }: { form: Form<TaskValues> }) {
  const t = useTranslations('planEditor.dialog');
  return (
    <div className="side-by-side">
      <NumberField
        {...form.bind('min_interval_minutes')}
        label={t('interval')}
        min={1}
        max={10_080}
        optional
      />
      <NumberField {...form.bind('max_per_day')} label={t('most')} min={1} max={48} optional />
    </div>
  );
}

function AtTimes({ form }: { form: Form<TaskValues> }) {
  const t = useTranslations('planEditor.dialog');
  const w = useTranslations('planWords.weekday');
  const { values, bind, set, mistakes } = form;
  return (
    <>
      <Times times={values.times} error={mistakes['times']} onTimes={(times) => set({ times })} />
      <NumberField
        {...bind('due_minutes')}
        label={t('due')}
        hint={t('dueHint')}
        min={5}
        max={1440}
        step={5}
      />
      <RadioGroup<Days>
        {...bind('days')}
        label={t('days')}
        options={[
          { id: 'every', label: t('everyDay') },
          { id: 'some', label: t('someDays') },
          { id: 'nth', label: t('everyDays') },
        ]}
      />
      {values.days === 'some' ? (
        <CheckboxGroup
          {...bind('weekdays')}
          label={t('weekdays')}
          options={WEEKDAYS.map((day) => ({ id: String(day), label: w(`d${day}`) }))}
        />
      ) : null}
      {values.days === 'nth' ? (
        <div className="side-by-side">
          <NumberField {...bind('every_days')} label={t('every')} min={2} max={366} />
          <DateField {...bind('starts_on')} label={t('from')} />
        </div>
      ) : null}
    </>
  );
}

interface TimesProps {
  times: readonly (string | null)[];
  error: string | undefined;
  onTimes: (times: (string | null)[]) => void;
}

function Times({ times, error, onTimes }: TimesProps) {
  const t = useTranslations('planEditor.dialog');
  return (
    <fieldset className="task-times" id="field-times">
      <legend className="label">{t('times')}</legend>
      {times.map((time, i) => (
        <div key={`${i}`} className="row task-time">
          <TimeField
            label={t('time', { n: i + 1 })}
            value={time}
            onChange={(next) => onTimes(times.map((old, at) => (at === i ? next : old)))}
          />
          {times.length > 1 ? (
            <IconButton
              label={t('removeTime', { n: i + 1 })}
              icon="close"
              onPress={() => onTimes(times.filter((_, at) => at !== i))}
            />
          ) : null}
        </div>
      ))}
      <div>
        <Button tone="quiet" icon="add" onPress={() => onTimes([...times, null])}>
          {t('addTime')}
        </Button>
      </div>
      {error ? <p className="mistake">{error}</p> : null}
    </fieldset>
  );
}
