import { useInfiniteQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import { keys } from '../keys.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, type PartOf } from './options.js';
import { useAlmoner } from './provider.js';

export type RecordViewsQuery = PartOf<Almoner['clients']['views']>;

/** Query options of who opened a resident's record. */
export const recordViewOptions = {
  recordViews: ({ clients }: Almoner, client: string, query: RecordViewsQuery = {}) =>
    every(
      keys.clients.of(client, 'views', query),
      (page: RecordViewsQuery = {}, call) => clients.views(client, page, call),
      query,
    ),
};

/** Who opened a resident's record, the latest first: everybody's looks for those who answer for it, else one's own. */
export const useRecordViews = (client: string, query?: RecordViewsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...recordViewOptions.recordViews(useAlmoner(), client, query), ...how(read) }));
