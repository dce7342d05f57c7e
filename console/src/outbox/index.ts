/**
 * Care that was recorded on this device and has not arrived yet. Screens `put` a deed, say Done when that resolves, and lay
 * `useOutbox().mine` over the server's rows (`overlaid`, `entriesOf`, `markOf`).
 */
export { put, undo, resolve, useOutbox, type Others, type OutboxShown } from './use-outbox';
export { canUndo, isWaiting, needsAttention, type Deed, type Entry, type Put, type State } from './entry';
export type { Choice } from './judge';
export { entriesOf, markOf, notesOf, overlaid, type Mark } from './overlay';
export { UNDO } from './outbox';
