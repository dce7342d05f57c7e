import type { NotificationOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { LinkButton } from '~/kit';

/** Leads to what a notification is about, where there is a screen of it. */
export function AboutLink({ of }: { of: NotificationOut }) {
  const t = useTranslations('inbox.open');
  if (of.entity === 'notification_channels') {
    return <LinkButton to="/settings/notifications">{t('sending')}</LinkButton>;
  }
  if (of.entity === 'scheduled_jobs' || of.entity === 'job_runs') {
    return <LinkButton to="/settings/schedules">{t('schedules')}</LinkButton>;
  }
  if (of.client_id) {
    return (
      <LinkButton to="/residents/$id" params={{ id: of.client_id }} icon="residents">
        {t('resident', { name: of.client_name ?? '' })}
      </LinkButton>
    );
  }
  // Who was let in, by whom and until when.
  if (of.entity === 'agency_passes' && of.care_home_id && of.care_home_name) {
    return (
      <LinkButton to="/shift" search={{ home: of.care_home_id }} icon="people">
        {t('home', { name: of.care_home_name })}
      </LinkButton>
    );
  }
  // What was handed in stands among the notes.
  if (of.kind === 'handed_in' && of.care_home_id && of.care_home_name) {
    return (
      <LinkButton to="/notes" search={{ home: of.care_home_id }}>
        {t('notes', { name: of.care_home_name })}
      </LinkButton>
    );
  }
  if (of.care_home_id && of.care_home_name) {
    return (
      <LinkButton to="/homes/$homeId" params={{ homeId: of.care_home_id }} icon="home">
        {t('home', { name: of.care_home_name })}
      </LinkButton>
    );
  }
  return null;
}
