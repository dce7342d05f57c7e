import type { AlertOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Badge, Button, Icon, Menu, Status, todayIn, type MenuEntry } from '~/kit';
import { dayOf, dayWords } from '../when';
import { isCritical, levelOf, reviewOverdue } from './order';

export interface AlertCardProps {
  alert: AlertOut;
  zone: string;
  busy: boolean;
  onVerify: (alert: AlertOut) => void;
  onAsk: (verb: 'reject' | 'end' | 'archive', alert: AlertOut) => void;
  onChange: (alert: AlertOut) => void;
  onRestore: (alert: AlertOut) => void;
}

/** One alert with its story: who said it, who checked it, when it is looked at again, and what may be done. */
export function AlertCard({ alert, zone, busy, onVerify, onAsk, onChange, onRestore }: AlertCardProps) {
  const t = useTranslations('alerts');
  const v = useTranslations('vocabulary');
  const can = (verb: string) => alert.can.includes(verb);
  const entries: MenuEntry[] = [
    ...(can('update') ? [entry('change', t('change'), () => onChange(alert))] : []),
    ...(can('reject') ? [entry('reject', t('reject'), () => onAsk('reject', alert))] : []),
    ...(can('end') ? [entry('end', t('end'), () => onAsk('end', alert))] : []),
    ...(can('archive') ? [entry('archive', t('archive'), () => onAsk('archive', alert))] : []),
  ];
  return (
    <li className={`card alert-card ${levelOf(alert)}`} data-critical={isCritical(alert)}>
      <div className="stack tight">
        <div className="row spread">
          <div className="row">
            <h3>{alert.none_known ? t('allergyNoneKnown') : v(`alert.${alert.kind}`)}</h3>
            {alert.severity ? (
              <Badge tone={isCritical(alert) ? 'bad' : 'neutral'}>{v(`severity.${alert.severity}`)}</Badge>
            ) : null}
          </div>
          <AlertState alert={alert} zone={zone} />
        </div>
        {alert.detail ? <p>{alert.detail}</p> : null}
        {alert.reaction ? <p>{t('reaction', { reaction: alert.reaction })}</p> : null}
        <Story alert={alert} zone={zone} />
      </div>
      <div className="row">
        {can('verify') ? (
          <Button icon="check" busy={busy} onPress={() => onVerify(alert)}>
            {t('verify')}
          </Button>
        ) : null}
        {can('restore') ? (
          <Button busy={busy} onPress={() => onRestore(alert)}>
            {t('restore')}
          </Button>
        ) : null}
        {entries.length > 0 ? (
          <Menu
            label={t('more')}
            trigger={<Icon name="more" />}
            className="button quiet icon-only"
            entries={entries}
          />
        ) : null}
      </div>
    </li>
  );
}

function entry(id: string, label: string, onAction: () => void): MenuEntry {
  return { id, label, onAction };
}

function AlertState({ alert, zone }: { alert: AlertOut; zone: string }) {
  const t = useTranslations('alerts');
  if (alert.archived_at)
    return <Status state="ended">{t('archivedOn', { day: dayOf(alert.archived_at, zone) })}</Status>;
  if (alert.status === 'proposed') return <Status state="due">{t('notChecked')}</Status>;
  if (alert.status === 'ended') return null;
  return (
    <Status state="done">
      {alert.verified_at && alert.verified_by_name
        ? t('verifiedBy', { name: alert.verified_by_name, day: dayOf(alert.verified_at, zone) })
        : alert.verified_at
          ? t('verifiedOn', { day: dayOf(alert.verified_at, zone) })
          : t('verify')}
    </Status>
  );
}

function Story({ alert, zone }: { alert: AlertOut; zone: string }) {
  const t = useTranslations('alerts');
  const late = reviewOverdue(alert, todayIn(zone));
  const day = dayOf(alert.created_at, zone);
  const parts = [
    alert.created_by_name ? t('proposedBy', { name: alert.created_by_name, day }) : t('proposedOn', { day }),
    alert.source ? t('source', { source: alert.source }) : null,
    alert.decided_by ? t('decidedBy', { name: alert.decided_by }) : null,
    alert.ended_at
      ? t('endedOn', { day: dayOf(alert.ended_at, zone), reason: alert.end_reason ?? '–' })
      : null,
  ].filter(Boolean);
  return (
    <>
      <p className="quiet small">{parts.join(' · ')}</p>
      {alert.review_due ? (
        late ? (
          <Status state="overdue">{t('reviewOverdue', { day: dayWords(alert.review_due) })}</Status>
        ) : (
          <p className="quiet small">{t('reviewDue', { day: dayWords(alert.review_due) })}</p>
        )
      ) : null}
    </>
  );
}
