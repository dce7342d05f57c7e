import type { ClientPageOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Alerts, LinkButton, Notice } from '~/kit';
import { calledName, shortName } from '../names';
import { dayOf } from '../when';
import { AlertWords, NotChecked } from './AlertChips';
import { inOrder, isCritical } from './order';

/**
 * The critical alerts of a resident: right under the name, whatever part of the record is open, all of them, in full and
 * always in the same order. Allergies come first, also where nobody has asked yet.
 */
export function AlertsBand({ page }: { page: ClientPageOut }) {
  const t = useTranslations('alerts');
  const { client } = page;
  const critical = inOrder(page.alerts.filter(isCritical));
  return (
    <section className="alerts-band" aria-label={t('critical', { name: calledName(client) })}>
      {client.allergy_state === 'not_asked' ? <NotAsked page={page} /> : null}
      {client.allergy_state === 'none_known' ? <NoneKnown page={page} /> : null}
      {critical.length > 0 ? (
        <Alerts label={t('critical', { name: calledName(client) })}>
          {critical.map((alert) => (
            <AlertWords key={alert.id} alert={alert} />
          ))}
        </Alerts>
      ) : (
        <p className="quiet">{t('none')}</p>
      )}
    </section>
  );
}

/** An empty list never stands for "none": somebody has to ask. */
function NotAsked({ page }: { page: ClientPageOut }) {
  const t = useTranslations('alerts');
  const { id } = page.client;
  const may = page.client.can.includes('propose_alert');
  return (
    <Notice
      tone="warn"
      title={t('allergyNotAsked')}
      action={
        may ? (
          <>
            <LinkButton to="/residents/$id/alert" params={{ id }} search={{ kind: 'allergy' }}>
              {t('record')}
            </LinkButton>
            <LinkButton to="/residents/$id/no-allergies" params={{ id }}>
              {t('noteNone')}
            </LinkButton>
          </>
        ) : undefined
      }
    >
      {t('allergyNotAskedWhy', { name: shortName(page.client) })}
    </Notice>
  );
}

function NoneKnown({ page }: { page: ClientPageOut }) {
  const t = useTranslations('alerts');
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const said = page.alerts.find((alert) => alert.none_known);
  const by = said?.created_by_name ? t('by', { name: said.created_by_name }) : '';
  return (
    <p className="none-known">
      <strong>{t('allergyNoneKnown')}</strong>
      {said?.status === 'proposed' ? <NotChecked /> : null}
      {said ? (
        <span className="quiet">
          {' '}
          {t('allergyNoneKnownWho', { source: said.source ?? '–', day: dayOf(said.created_at, zone), by })}
        </span>
      ) : null}
    </p>
  );
}
