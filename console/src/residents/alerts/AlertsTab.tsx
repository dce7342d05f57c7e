import type { AlertOut, ClientPageOut } from '@almoner/client';
import {
  useArchiveAlert,
  useEndAlert,
  useRejectAlert,
  useRestoreAlert,
  useVerifyAlert,
} from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LinkButton, Section } from '~/kit';
import { useDeed } from '~/lib/deed';
import { ReasonDialog } from '../forms/ReasonDialog';
import { AlertCard } from './AlertCard';
import { inOrder } from './order';

/** All alerts that have not ended, with what may be done about each. */
export function AlertsTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('alerts');
  const { client } = page;
  const alerts = inOrder(page.alerts);
  const may = client.can.includes('propose_alert');
  return (
    <Section
      title={t('heading')}
      actions={
        may ? (
          <LinkButton to="/residents/$id/alert" params={{ id: client.id }} icon="add">
            {t(client.can.includes('verify_alert') ? 'add' : 'propose')}
          </LinkButton>
        ) : undefined
      }
    >
      {alerts.length === 0 ? (
        <p className="quiet">{t('empty')}</p>
      ) : (
        <AlertList alerts={alerts} page={page} />
      )}
    </Section>
  );
}

/** Alerts with their verbs; also for those that ended or were archived. */
export function AlertList({ alerts, page }: { alerts: readonly AlertOut[]; page: ClientPageOut }) {
  const t = useTranslations('alerts');
  const navigate = useNavigate();
  const { client } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const verify = useDeed(useVerifyAlert(), () => ({ text: t('verified') }));
  const restore = useDeed(useRestoreAlert(), () => ({ text: t('restored') }));
  const verbs = { reject: useRejectAlert(), end: useEndAlert(), archive: useArchiveAlert() };
  const [asked, setAsked] = useState<{ verb: 'reject' | 'end' | 'archive'; alert: AlertOut }>();
  return (
    <>
      <ul className="stack">
        {alerts.map((alert) => (
          <AlertCard
            key={alert.id}
            alert={alert}
            zone={zone}
            busy={verify.busy && verify.of?.id === alert.id}
            onVerify={verify.press}
            onRestore={(one) => restore.press([one])}
            onAsk={(verb, about) => setAsked({ verb, alert: about })}
            onChange={({ id }) =>
              void navigate({
                to: '/residents/$id/alert',
                params: { id: client.id },
                search: { alert: id },
              } as never)
            }
          />
        ))}
      </ul>
      {asked ? (
        <ReasonDialog
          title={t(`why.${asked.verb}Title`)}
          label={t(`why.${asked.verb}`)}
          act={t(`why.${asked.verb}Save`)}
          intro={asked.verb === 'archive' ? t('why.archiveWhy') : undefined}
          danger={asked.verb === 'archive'}
          onClose={() => setAsked(undefined)}
          onAct={async (reason) => {
            const done = await verbs[asked.verb].mutateAsync([asked.alert, { reason }]);
            const text = t(({ reject: 'rejected', end: 'ended', archive: 'archived' } as const)[asked.verb]);
            // Only archiving can be taken back; an alert that ended is proposed again.
            return asked.verb === 'archive' ? { text, undo: () => restore.press([done]) } : { text };
          }}
        />
      ) : null}
    </>
  );
}
