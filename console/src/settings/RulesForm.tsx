import type { SettingsOut, SettingsPatch } from '@almoner/client';
import { useSettings, useUpdateSettings } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import {
  CancelLink,
  Checkbox,
  CheckboxGroup,
  Link,
  NumberField,
  PageHeader,
  Section,
  TimeField,
  toast,
} from '~/kit';
import { changesOf } from '~/residents/forms/patch';
import { dayWords } from '~/residents/when';
import { Forbidden } from '~/shell/pages';
import { Read } from './SettingsPage';

/** The rules that hold in every home, for whoever may change them. */
export function EditRules() {
  const settings = useSettings();
  return (
    <Read query={settings}>
      {(data) => (data.can.includes('update') ? <Rules settings={data} /> : <Forbidden />)}
    </Read>
  );
}

interface RuleValues {
  review_cycle_days: number | null;
  retention_years: number | null;
  two_person_publish: boolean;
  second_factor_required: boolean;
  quiet_from: string | null;
  quiet_to: string | null;
  /** Names of those that are on. */
  features: string[];
}

const read = (row: SettingsOut): RuleValues => ({
  review_cycle_days: row.review_cycle_days,
  retention_years: row.retention_years,
  two_person_publish: row.two_person_publish,
  second_factor_required: row.second_factor_required,
  quiet_from: row.quiet_from.slice(0, 5),
  quiet_to: row.quiet_to.slice(0, 5),
  features: row.features.filter(({ on }) => on).map(({ name }) => name),
});

/** Only what somebody changed; of the flags those that were switched. */
export function rulesPatch(before: RuleValues, after: RuleValues): SettingsPatch {
  const { features, ...rest } = after;
  const { features: were, ...old } = before;
  const switched = [...new Set([...features, ...were])].filter(
    (name) => features.includes(name) !== were.includes(name),
  );
  return {
    ...changesOf(old, rest),
    ...(switched.length > 0
      ? { features: Object.fromEntries(switched.map((name) => [name, features.includes(name)])) }
      : {}),
  };
}

function Rules({ settings }: { settings: SettingsOut }) {
  const t = useTranslations('settings.rules');
  const update = useUpdateSettings();
  const navigate = useNavigate();
  // The one row of an organisation: its version is all that names it.
  const form = useForm({
    initial: read(settings),
    record: { ...settings, id: 'settings' },
    read,
    draft: 'settings.rules',
    check: (values): Mistakes => ({
      ...(values.review_cycle_days === null ? { review_cycle_days: t('needed') } : {}),
      ...(values.retention_years === null ? { retention_years: t('needed') } : {}),
      ...(values.quiet_from ? {} : { quiet_from: t('time') }),
      ...(values.quiet_to ? {} : { quiet_to: t('time') }),
    }),
    send: (values, { record, before }) => update.mutateAsync([record, rulesPatch(before, values)]),
    done: async () => {
      await navigate({ to: '/settings' });
      toast({ text: t('saved') });
    },
  });
  const back = <Link to="/settings">{t('back')}</Link>;
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title')} sub={t('hint')} back={back} />
      <FormShell form={form} act={t('save')} cancel={<CancelLink to="/settings" />}>
        <Section title={t('care')}>
          <NumberField {...form.bind('review_cycle_days')} label={t('reviewField')} min={1} max={366} />
          <Checkbox {...form.bind('two_person_publish')}>{t('publishField')}</Checkbox>
          <NumberField
            {...form.bind('retention_years')}
            label={t('keepField')}
            hint={t('keepHint')}
            min={1}
            max={100}
          />
        </Section>
        <Section title={t('people')}>
          <Checkbox {...form.bind('second_factor_required')} hint={t('factorHint')}>
            {t('factorField')}
          </Checkbox>
        </Section>
        <Section title={t('quiet')} sub={t('quietHint')}>
          <div className="side-by-side">
            <TimeField {...form.bind('quiet_from')} label={t('quietFrom')} />
            <TimeField {...form.bind('quiet_to')} label={t('quietTo')} />
          </div>
        </Section>
        {settings.features.length > 0 ? (
          <CheckboxGroup
            {...form.bind('features')}
            label={t('features')}
            hint={t('featuresHint')}
            options={settings.features.map(({ name, says, gone_by }) => ({
              id: name,
              label: says,
              hint: t('featureUntil', { day: dayWords(gone_by) }),
            }))}
          />
        ) : null}
      </FormShell>
    </div>
  );
}
