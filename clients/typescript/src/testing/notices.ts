import type {
  ChannelOut,
  DeliveryOut,
  JobOut,
  KindOut,
  NotificationOut,
  NotificationPreferencesOut,
  OwnWordsOut,
  RungOut,
  RunOut,
  WaitingOut,
} from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';

/** What somebody was told: a new incident, not read yet, unless it says otherwise. */
export function aNotification(fields: Partial<NotificationOut> = {}, number?: number): NotificationOut {
  const n = nextOf('notification', number);
  const row = {
    id: idOf('notification', n),
    kind: 'incident_opened',
    title: 'New incident, high priority',
    line: 'An incident of high priority was recorded at Harbour View.',
    entity: 'incidents',
    entity_id: idOf('request', n),
    care_home_id: idOf('home', 1),
    care_home_name: 'Harbour View',
    client_id: idOf('client', 1),
    client_name: 'Agnes Whitlock',
    priority: 'high',
    told_at: NOW,
    read_at: null,
    acknowledged_at: null,
    ...fields,
  };
  const can = [row.read_at ? '' : 'read', row.acknowledged_at ? '' : 'acknowledge'].filter(Boolean);
  return { can, ...row };
}

/** How somebody wants to be told who has said nothing yet. */
export function someNotificationPreferences(
  fields: Partial<NotificationPreferencesOut> = {},
): NotificationPreferencesOut {
  return {
    version: 0,
    email: 'urgent',
    quiet: 'organisation',
    quiet_from: null,
    quiet_to: null,
    organisation_quiet_from: '22:00:00',
    organisation_quiet_to: '07:00:00',
    time_zone: null,
    ...fields,
  };
}

/** A mail that could not be sent. */
export function aDelivery(fields: Partial<DeliveryOut> = {}, number?: number): DeliveryOut {
  const n = nextOf('delivery', number);
  return {
    id: idOf('delivery', n),
    channel: 'email',
    kind: 'training_expiring',
    profile_id: idOf('person', 2),
    person_name: 'Ben Carter',
    care_home_id: idOf('home', 1),
    care_home_name: 'Harbour View',
    priority: 'medium',
    status: 'dead',
    attempt: 8,
    last_error: 'connection_refused',
    trigger_at: '2026-11-23T07:30:00Z',
    finished_at: NOW,
    acknowledged_at: null,
    can: ['replay'],
    ...fields,
  };
}

/** What is still to be sent. */
export function aWaitingDelivery(fields: Partial<WaitingOut> = {}, number?: number): WaitingOut {
  const n = nextOf('waiting', number);
  return {
    id: idOf('notification', 500 + n),
    channel: 'email',
    kind: 'training_expiring',
    profile_id: idOf('person', 2),
    person_name: 'Ben Carter',
    care_home_id: idOf('home', 1),
    care_home_name: 'Harbour View',
    priority: 'medium',
    status: 'queued',
    attempt: 0,
    last_error: null,
    trigger_at: NOW,
    next_at: '2026-11-23T12:05:00Z',
    expires_at: null,
    ...fields,
  };
}

/** E-mail, paused because the other side refuses our password. */
export function aNotificationChannel(fields: Partial<ChannelOut> = {}, number?: number): ChannelOut {
  const n = nextOf('channel', number);
  return {
    id: idOf('channel', n),
    channel: 'email',
    status: 'paused',
    code: 'sign_in_refused',
    paused_at: '2026-11-23T11:40:00Z',
    probe_at: '2026-11-23T12:05:00Z',
    resumed_by_name: null,
    can: ['resume'],
    ...fields,
  };
}

/** The managers again after a quarter of an hour. */
export function aRung(fields: Partial<RungOut> = {}, number?: number): RungOut {
  const n = nextOf('rung', number);
  return {
    id: idOf('rung', n),
    version: 1,
    step: 1,
    after_minutes: 15,
    who: 'managers',
    archived_at: null,
    can: ['update', 'archive'],
    ...fields,
  };
}

export function aNotificationKind(fields: Partial<KindOut> = {}): KindOut {
  return {
    kind: 'incident_opened',
    placeholders: ['home', 'priority', 'link', 'organisation'],
    words: [
      {
        channel: 'in_app',
        subject: 'New incident, {priority} priority',
        body: 'An incident of {priority} priority was recorded at {home}.',
      },
      {
        channel: 'email',
        subject: 'New incident at {home}, {priority} priority',
        body: 'An incident of {priority} priority was recorded at {home}.\n\n{link}',
      },
      { channel: 'sms', subject: '', body: 'Almoner: new incident of {priority} priority at {home}.' },
    ],
    ...fields,
  };
}

export function someOwnWords(fields: Partial<OwnWordsOut> = {}, number?: number): OwnWordsOut {
  const n = nextOf('words', number);
  return {
    id: idOf('words', n),
    version: 1,
    kind: 'incident_opened',
    channel: 'email',
    subject: 'Please look: {home}',
    body: 'Something happened at {home}. Sign in to read it: {link}',
    archived_at: null,
    can: ['update', 'archive'],
    ...fields,
  };
}

/** A job that went well last time. */
export function aJob(fields: Partial<JobOut> = {}, number?: number): JobOut {
  const n = nextOf('job', number);
  return {
    id: idOf('job', n),
    version: 1,
    handler: 'compliance_reminders',
    cron: '30 7 * * *',
    time_zone: 'Europe/London',
    catch_up_minutes: 720,
    enabled: true,
    clock: 'worker',
    next_slot: '2026-11-24T07:30:00Z',
    last_run_id: idOf('run', n),
    last_run_status: 'succeeded',
    last_run_slot: '2026-11-23T07:30:00Z',
    last_run_finished_at: '2026-11-23T07:30:04Z',
    dead: 0,
    can: ['update', 'start'],
    ...fields,
  };
}

export function aRun(fields: Partial<RunOut> = {}, number?: number): RunOut {
  const n = nextOf('run', number);
  return {
    id: idOf('run', n),
    version: 1,
    scheduled_job_id: idOf('job', 1),
    handler: 'compliance_reminders',
    handler_version: 1,
    slot: '2026-11-23T07:30:00Z',
    status: 'succeeded',
    attempt: 1,
    next_at: '2026-11-23T07:30:00Z',
    counted: 3,
    last_error: null,
    started_by: null,
    started_at: '2026-11-23T07:30:02Z',
    finished_at: '2026-11-23T07:30:04Z',
    created_at: '2026-11-23T07:30:00Z',
    can: [],
    ...fields,
  };
}
