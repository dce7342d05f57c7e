import type { NotificationPreferencesIn, NotificationPreferencesOut } from '@almoner/client';
import { useNotificationPreferences, useUpdateNotificationPreferences } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import {
  CancelLink,
  ErrorState,
  Link,
  Notice,
  PageHeader,
  RadioGroup,
  Select,
  Skeleton,
  TimeField,
  toast,
} from '~/kit';
import { useHomes } from '~/people/zones';

const HOME = 'home';

/** What comes by e-mail too, and when nothing does. */
export function ToldPage() {
  const t = useTranslations('told');
  const found = useNotificationPreferences();
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title')} sub={t('hint')} back={<Link to="/me">{t('back')}</Link>} />
      {found.data ? (
        <Form key={found.data.version} preferences={found.data} />
      ) : found.isPending ? (
        <Skeleton lines={6} />
      ) : (
        <ErrorState error={found.error} what={t('failed')} retry={() => void found.refetch()} />
      )}
    </div>
  );
}

interface ToldValues {
  email: NotificationPreferencesIn['email'];
  quiet: NotificationPreferencesIn['quiet'];
  quiet_from: string | null;
  quiet_to: string | null;
  time_zone: string;
}

const short = (time: string | null | undefined) => time?.slice(0, 5) ?? null;

const read = (row: NotificationPreferencesOut): ToldValues => ({
  email: row.email as ToldValues['email'],
  quiet: row.quiet as ToldValues['quiet'],
  // Whoever chooses their own begins with the organisation's.
  quiet_from: short(row.quiet_from) ?? short(row.organisation_quiet_from),
  quiet_to: short(row.quiet_to) ?? short(row.organisation_quiet_to),
  time_zone: row.time_zone ?? HOME,
});

/** Hours go along only where they are one's own. */
export function bodyOf({
  email,
  quiet,
  quiet_from,
  quiet_to,
  time_zone,
}: ToldValues): NotificationPreferencesIn {
  if (quiet !== 'own') return { email, quiet };
  return { email, quiet, quiet_from, quiet_to, time_zone: time_zone === HOME ? null : time_zone };
}

function Form({ preferences }: { preferences: NotificationPreferencesOut }) {
  const t = useTranslations('told');
  const { homes } = useHomes();
  const navigate = useNavigate();
  const update = useUpdateNotificationPreferences();
  const form = useForm({
    initial: read(preferences),
    // One's only row: its version is all that names it.
    record: { ...preferences, id: 'told' },
    read,
    draft: 'me.told',
    check: ({ quiet, quiet_from, quiet_to }): Mistakes => ({
      ...(quiet === 'own' && !quiet_from ? { quiet_from: t('needed') } : {}),
      ...(quiet === 'own' && !quiet_to ? { quiet_to: t('needed') } : {}),
    }),
    send: (values, { record }) => update.mutateAsync([record, bodyOf(values)]),
    done: async () => {
      await navigate({ to: '/me' });
      toast({ text: t('saved') });
    },
  });
  const { quiet, quiet_from: from, quiet_to: to, time_zone } = form.values;
  const zones = [
    ...new Set([...homes.map((home) => home.time_zone), ...(time_zone === HOME ? [] : [time_zone])]),
  ];
  return (
    <FormShell form={form} act={t('save')} cancel={<CancelLink to="/me" />}>
      <RadioGroup
        {...form.bind('email')}
        label={t('email')}
        options={[
          { id: 'none', label: t('emailNone'), hint: t('emailNoneHint') },
          { id: 'urgent', label: t('emailUrgent'), hint: t('emailUrgentHint') },
          { id: 'all', label: t('emailAll'), hint: t('emailAllHint') },
        ]}
      />
      <RadioGroup
        {...form.bind('quiet')}
        label={t('quiet')}
        hint={t('quietHint')}
        options={[
          {
            id: 'organisation',
            label: t('quietOrganisation'),
            hint: t('quietOrganisationHint', {
              from: short(preferences.organisation_quiet_from) ?? '',
              to: short(preferences.organisation_quiet_to) ?? '',
            }),
          },
          { id: 'own', label: t('quietOwn'), hint: t('quietOwnHint') },
          { id: 'never', label: t('quietNever'), hint: t('quietNeverHint') },
        ]}
      />
      {quiet === 'own' ? (
        <>
          <div className="side-by-side">
            <TimeField {...form.bind('quiet_from')} label={t('from')} />
            <TimeField {...form.bind('quiet_to')} label={t('to')} />
          </div>
          {from && to ? (
            <p className="quiet">
              {t('says', {
                range:
                  from === to
                    ? t('saysDay')
                    : from > to
                      ? t('saysNight', { from, to })
                      : t('saysSame', { from, to }),
              })}
            </p>
          ) : null}
          <Select
            {...form.bind('time_zone')}
            label={t('zone')}
            options={[
              { id: HOME, label: t('zoneHome') },
              ...zones.map((zone) => ({ id: zone, label: zone })),
            ]}
          />
        </>
      ) : null}
      <Notice title={t('urgentTitle')}>{t('urgentWhy')}</Notice>
    </FormShell>
  );
}
