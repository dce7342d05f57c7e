import type { State } from '~/kit';

export const KINDS = [
  'agency_admitted',
  'alert_review_due',
  'alert_to_check',
  'channel_paused',
  'concern_raised',
  'digest',
  'document_expired',
  'document_expiring',
  'handed_in',
  'incident_opened',
  'incident_overdue',
  'jobs_dead',
  'policy_due',
  'task_missed',
  'tasks_missed',
  'tasks_short',
  'training_expired',
  'training_expiring',
] as const;

export const CHANNELS = ['in_app', 'email', 'sms', 'slack', 'teams', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What became of a delivery: the API's closed set. */
export const ENDS = [
  'sent',
  'delivered',
  'failed',
  'dead',
  'expired',
  'suppressed',
  'unknown',
  'replayed',
] as const;
export type End = (typeof ENDS)[number];
export const STATUSES = [...ENDS, 'queued', 'leased'] as const;

export const STATUS_SHAPES: Record<string, State> = {
  sent: 'done',
  delivered: 'done',
  failed: 'refused',
  dead: 'refused',
  expired: 'ended',
  suppressed: 'ended',
  unknown: 'due',
  replayed: 'ended',
  queued: 'waiting',
  leased: 'due',
};

export const WHYS = [
  'attempts',
  'too_old',
  'quiet',
  'reason_gone',
  'unreachable',
  'sign_in_refused',
  'smtp_sign_in_refused',
  'smtp_sign_in_required',
  'smtp_no_sign_in',
  'smtp_no_starttls',
  'smtp_certificate',
  'smtp_sender_refused',
  'smtp_recipient_refused',
  'smtp_message_refused',
  'smtp_unreachable',
  'smtp_slow',
  'smtp_broken',
  'smtp_answer_lost',
  'smtp_no_answer',
  'recipient_invalid',
  'handler_failed',
] as const;
