import type { ClientAllergyState } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { AlertChip, Alerts } from '~/kit';
import { inOrder, isCritical, levelOf, type ShownAlert } from './order';

/** One alert in full: kind, what it is, the reaction, how bad, and whether somebody has checked it. Never cut off. */
export function AlertWords({ alert }: { alert: ShownAlert }) {
  const t = useTranslations('alerts');
  const v = useTranslations('vocabulary');
  return (
    <AlertChip level={levelOf(alert)} kind={v(`alert.${alert.kind}`)}>
      {alert.severity || alert.reaction ? sentence(alert.detail) : alert.detail}
      {alert.severity ? <span className="alert-severity"> {v(`severity.${alert.severity}`)}.</span> : null}
      {alert.reaction ? <span> {t('reaction', { reaction: alert.reaction })}</span> : null}
      {alert.status === 'proposed' ? <NotChecked /> : null}
    </AlertChip>
  );
}

/** "Peanuts." before more is said; what ends a sentence already stays as it is. */
function sentence(text: string | null | undefined): string {
  return text && !/[.!?…]$/.test(text) ? `${text}.` : (text ?? '');
}

/** The mark of an alert that somebody proposed and nobody has verified. */
export function NotChecked() {
  const t = useTranslations('alerts');
  return (
    <>
      {' '}
      <span className="not-checked">{t('notChecked')}</span>
    </>
  );
}

/** Whether anybody asked about allergies, where no allergy is recorded: the first of all alerts. */
export function AllergyChip({ state }: { state: ClientAllergyState }) {
  const t = useTranslations('alerts');
  if (state === 'recorded') return null;
  if (state === 'none_known') {
    return (
      <li className="alert-chip none">
        <span>{t('allergyNoneShort')}</span>
      </li>
    );
  }
  return (
    <li className="alert-chip ask">
      <span aria-hidden="true" className="ask-shape">
        ?
      </span>
      <span>{t('allergyNotAskedShort')}</span>
    </li>
  );
}

/** Every critical alert of a resident, for a list: always in the same order, all of them, in full. */
export function CriticalAlerts(props: {
  name: string;
  state: ClientAllergyState;
  alerts: readonly ShownAlert[];
}) {
  const t = useTranslations('alerts');
  return (
    <Alerts label={t('critical', { name: props.name })}>
      <AllergyChip state={props.state} />
      {inOrder(props.alerts.filter(isCritical)).map((alert) => (
        <AlertWords key={alert.id} alert={alert} />
      ))}
    </Alerts>
  );
}
