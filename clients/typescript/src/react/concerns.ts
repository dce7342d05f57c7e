import { useInfiniteQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { Ref } from '../call.js';
import type { ConcernCloseIn } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type ConcernsQuery = QueryOf<Almoner['concerns']['list']>;

/** Query options of concerns. */
export const concernOptions = {
  concerns: ({ concerns }: Almoner, query: ConcernsQuery = {}) =>
    every(keys.concerns.infinite(query), concerns.list, query),
};

/** Concerns about residents whose record one reads, the newest first; `{ open: true }` for those that nobody has closed. */
export const useConcerns = (query?: ConcernsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...concernOptions.concerns(useAlmoner(), query), ...how(read) }));

// A handover says who sees to it.
const touched = [keys.concerns.all, keys.notifications.all, keys.handovers.all];
/** `mutate([concern])`: "I see to it". */
export const useAcknowledgeConcern = () => useCall((a) => a.concerns.acknowledge, touched);
/** `mutate([concern, { outcome }])`: what was done. */
export const useCloseConcern = () => useCall<[Ref, ConcernCloseIn], Ref>((a) => a.concerns.close, touched);
