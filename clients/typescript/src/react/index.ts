/**
 * Hooks on TanStack Query. Here belong: the provider, keys, query options, and hooks for what screens need.
 * Whatever has no hook is one call away: `useAlmoner()`.
 */
export { AlmonerProvider, createQueryClient, useAlmoner } from './provider.js';
export { keys, type Key } from '../keys.js';
export { options } from './options.js';
export type * from './options.js';
export * from './read.js';
export type { ReadOptions } from './how.js';
export * from './session.js';
export * from './write.js';
export * from './update.js';
export * from './notifications.js';
export * from './care-plans.js';
export * from './care.js';
export * from './assessments.js';
export * from './about-me.js';
export * from './photos.js';
export * from './handovers.js';
export * from './concerns.js';
export * from './record-views.js';
export * from './devices.js';
export * from './duty.js';
export * from './round.js';
export { useLiveState, type LiveState } from './live-state.js';
export { useLive, type LiveOptions } from './live.js';
export { useRowChange, useRowChanges, type Change, type ChangeOptions, type Conflict } from './change.js';
export type { Place } from './rows.js';
