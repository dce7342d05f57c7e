import type { AlertKind, AlertOut, AlertSeverity, ClientOut, ClientPageOut } from '@almoner/client';
import { useProposeAlert, useUpdateAlert } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import {
  CancelLink,
  Checkbox,
  DateField,
  Link,
  PageHeader,
  RadioGroup,
  Select,
  TextField,
  todayIn,
} from '~/kit';
import { FlowGate, useDone } from '../flows/shared';
import { calledName, shortName } from '../names';
import { ALERT_KINDS, SEVERITIES } from '../vocabulary';
import { changesOf, given, orNull } from './patch';

interface AlertValues {
  kind: AlertKind | null;
  detail: string;
  reaction: string;
  severity: AlertSeverity | null;
  source: string;
  decided_by: string;
  valid_from: string | null;
  review_due: string | null;
  verify: boolean;
}

function alertValues(alert?: AlertOut, kind?: AlertKind): AlertValues {
  return {
    kind: alert?.kind ?? kind ?? null,
    detail: alert?.detail ?? '',
    reaction: alert?.reaction ?? '',
    severity: alert?.severity ?? null,
    source: alert?.source ?? '',
    decided_by: alert?.decided_by ?? '',
    valid_from: alert?.valid_from ?? null,
    review_due: alert?.review_due ?? null,
    verify: false,
  };
}

function alertBody({ verify: _verify, ...values }: AlertValues) {
  return {
    kind: values.kind!,
    detail: values.detail.trim(),
    reaction: orNull(values.reaction),
    severity: values.severity,
    source: orNull(values.source),
    decided_by: orNull(values.decided_by),
    valid_from: values.valid_from,
    review_due: values.review_due,
  };
}

export interface AlertFormProps {
  id: string;
  /** The alert to change; a new one without. */
  alert: string | undefined;
  kind: AlertKind | undefined;
}

/** Proposes an alert, or changes one. */
export function AlertForm({ id, alert, kind }: AlertFormProps) {
  const find = (page: ClientPageOut) => page.alerts.find((one) => one.id === alert);
  return (
    <FlowGate
      id={id}
      offered={(page) =>
        alert ? (find(page)?.can.includes('update') ?? false) : page.client.can.includes('propose_alert')
      }
    >
      {({ page, zone }) => {
        const known = find(page);
        return known ? (
          <ChangeAlert page={page} zone={zone} alert={known} />
        ) : (
          <NewAlert page={page} zone={zone} kind={kind} />
        );
      }}
    </FlowGate>
  );
}

interface Props {
  page: ClientPageOut;
  zone: string;
}

function useAlertMistakes() {
  const t = useTranslations('alerts.form');
  const f = useTranslations('form');
  return (values: AlertValues): Record<string, string> => ({
    ...(values.kind ? {} : { kind: f('needed', { label: t('kind') }) }),
    ...(values.detail.trim() ? {} : { detail: f('needed', { label: t('detail') }) }),
  });
}

function NewAlert({ page, zone, kind }: Props & { kind: AlertKind | undefined }) {
  const t = useTranslations('alerts');
  const propose = useProposeAlert();
  const { client } = page;
  const name = calledName(client);
  const done = useDone(client.id, { tab: 'alerts' });
  const mayVerify = client.can.includes('verify_alert');
  const form = useForm({
    initial: alertValues(undefined, kind),
    draft: `resident.${client.id}.alert.${kind ?? 'new'}`,
    check: useAlertMistakes(),
    send: (values) => {
      const { kind: about, detail, ...rest } = alertBody(values);
      const body = {
        kind: about,
        detail,
        ...given(rest),
        ...(mayVerify && values.verify ? { verify: true } : {}),
      };
      return propose.mutateAsync([client.id, body]);
    },
    done: () => done(t('added')),
  });
  const title = t(kind === 'allergy' ? 'form.titleAllergy' : 'form.titleNew', { name });
  return <Frame client={client} zone={zone} form={form} title={title} fresh />;
}

function ChangeAlert({ page, zone, alert }: Props & { alert: AlertOut }) {
  const t = useTranslations('alerts');
  const update = useUpdateAlert(alert.id);
  const { client } = page;
  const done = useDone(client.id, { tab: 'alerts' });
  const form = useForm({
    initial: alertValues(alert),
    record: alert,
    read: (current) => alertValues(current),
    draft: `resident.${client.id}.alert.${alert.id}`,
    check: useAlertMistakes(),
    send: (values, { record, before }) =>
      update.mutateAsync({ record, patch: changesOf(alertBody(before), alertBody(values)) }),
    done: () => done(t('changed')),
  });
  return <Frame client={client} zone={zone} form={form} title={t('form.titleChange')} />;
}

interface FrameProps {
  client: ClientOut;
  zone: string;
  form: Form<AlertValues>;
  title: string;
  fresh?: boolean;
}

function Frame({ client, zone, form, title, fresh = false }: FrameProps) {
  const t = useTranslations('alerts.form');
  const v = useTranslations('vocabulary');
  const allergy = form.values.kind === 'allergy';
  const decided =
    ['dnacpr_respect', 'dols'].includes(form.values.kind ?? '') || form.values.decided_by !== '';
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }} search={{ tab: 'alerts' }}>
      {calledName(client)}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={title} back={back} />
      <FormShell
        form={form}
        act={t(fresh ? 'save' : 'saveChange')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} search={{ tab: 'alerts' }} />}
      >
        <Select
          {...form.bind('kind')}
          label={t('kind')}
          options={ALERT_KINDS.map((id) => ({ id, label: v(`alert.${id}`) }))}
        />
        <TextField
          {...form.bind('detail')}
          label={allergy ? t('detailAllergy', { name: shortName(client) }) : t('detail')}
          hint={allergy ? undefined : t('detailHint')}
          lines={allergy ? 2 : 4}
          maxLength={1000}
        />
        {allergy || form.values.reaction ? (
          <TextField
            {...form.bind('reaction')}
            label={t('reaction')}
            hint={t('reactionHint')}
            maxLength={500}
            optional
          />
        ) : null}
        <RadioGroup
          {...form.bind('severity')}
          label={t('severity')}
          optional
          inline
          options={SEVERITIES.map((id) => ({ id, label: v(`severity.${id}`) }))}
        />
        <TextField
          {...form.bind('source')}
          label={t('source')}
          hint={t('sourceHint')}
          maxLength={300}
          optional
        />
        {decided ? (
          <TextField
            {...form.bind('decided_by')}
            label={t('decidedBy')}
            hint={t('decidedByHint')}
            maxLength={200}
            optional
          />
        ) : null}
        <DateField {...form.bind('review_due')} label={t('reviewDue')} min={todayIn(zone)} optional />
        {!fresh ? null : client.can.includes('verify_alert') ? (
          <Checkbox {...form.bind('verify')}>{t('verify')}</Checkbox>
        ) : (
          <p className="quiet small">{t('proposedHint')}</p>
        )}
      </FormShell>
    </div>
  );
}
