/**
 * Hooks on TanStack Query. Here belong: the provider, keys, query options, and hooks for what screens need.
 * Whatever has no hook is one call away: `useAlmoner()`.
 */
export { AlmonerProvider, useAlmoner } from './provider.js';
export { keys } from './keys.js';
export { options } from './options.js';
export type * from './options.js';
export * from './read.js';
export * from './write.js';
export { useUpdateClient, type UpdateClient } from './update-client.js';
export { overlay, undo, type Change } from './optimistic.js';
