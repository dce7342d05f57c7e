import type { AlertOut, AlertStatus, ClientPageOut } from '@almoner/client';

/** The page with one alert in another state, wherever the alert stands in it; the same page where nothing changes. */
export function withAlertStatus(
  page: ClientPageOut,
  id: string,
  from: AlertStatus,
  to: AlertStatus,
): ClientPageOut {
  if (!page.alerts.some((alert) => alert.id === id && alert.status === from)) return page;
  const turn = <T extends { id: string; status: AlertStatus }>(list: T[]) =>
    list.map((alert) => (alert.id === id && alert.status === from ? { ...alert, status: to } : alert));
  return {
    ...page,
    alerts: turn(page.alerts),
    client: {
      ...page.client,
      critical: turn(page.client.critical),
      ...(page.client.alerts ? { alerts: turn(page.client.alerts) } : {}),
    },
  };
}

/** Shows a proposed alert as verified before the server has said so. */
export function verifiedAhead(page: ClientPageOut, alert: Pick<AlertOut, 'id'>): ClientPageOut {
  return withAlertStatus(page, alert.id, 'proposed', 'verified');
}

/**
 * Takes back what was shown ahead, and only that: an alert that has changed meanwhile (its version is another) is left as
 * it is now, so that undoing one press never wipes out another.
 */
export function verifiedUndone(page: ClientPageOut, alert: Pick<AlertOut, 'id' | 'version'>): ClientPageOut {
  const now = page.alerts.find(({ id }) => id === alert.id);
  return now?.version === alert.version ? withAlertStatus(page, alert.id, 'verified', 'proposed') : page;
}
