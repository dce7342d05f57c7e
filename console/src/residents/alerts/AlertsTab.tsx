import type { AlertOut, ClientPageOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LinkButton, Section, toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { residentQuery } from '../data/queries';
import { useRowVerb } from '../data/verbs';
import { reread } from '../flows/shared';
import { ReasonDialog } from '../forms/ReasonDialog';
import { AlertCard } from './AlertCard';
import { inOrder } from './order';
import { verifiedAhead, verifiedUndone } from './verify';

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
  const almoner = useAlmoner();
  const navigate = useNavigate();
  const { client } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const verify = useVerify(client.id);
  const restore = useRowVerb(async (alert: AlertOut) => {
    await almoner.alerts.restore(alert);
    return { text: t('restored') };
  });
  const [asked, setAsked] = useState<{ verb: 'reject' | 'end' | 'archive'; alert: AlertOut }>();
  return (
    <>
      <ul className="stack">
        {alerts.map((alert) => (
          <AlertCard
            key={alert.id}
            alert={alert}
            zone={zone}
            busy={verify.isPending && verify.variables?.id === alert.id}
            onVerify={verify.mutate}
            onRestore={restore.mutate}
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
          onAct={async (reason, options) => {
            const done = await almoner.alerts[asked.verb](asked.alert, { reason }, options);
            const text = t(({ reject: 'rejected', end: 'ended', archive: 'archived' } as const)[asked.verb]);
            // Only archiving can be taken back; an alert that ended is proposed again.
            return asked.verb === 'archive' ? { text, undo: () => restore.mutate(done) } : { text };
          }}
        />
      ) : null}
    </>
  );
}

/** Verifies at once on the screen; if the server refuses, that one alert goes back to "not yet checked". */
function useVerify(clientId: string) {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const t = useTranslations('alerts');
  const words = useFailureWords();
  const { queryKey } = residentQuery(almoner, clientId);
  return useMutation({
    mutationFn: (alert: AlertOut) => almoner.alerts.verify(alert),
    // One after the other, in the order of the presses.
    scope: { id: `alerts of ${clientId}` },
    onMutate: async (alert) => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, (page) => page && verifiedAhead(page, alert));
    },
    onError: (error, alert) => {
      queries.setQueryData(queryKey, (page) => page && verifiedUndone(page, alert));
      toast({ text: t('verifyFailed', { why: words(error) }), tone: 'bad' });
    },
    onSuccess: () => toast({ text: t('verified') }),
    onSettled: () => reread(queries),
  });
}
