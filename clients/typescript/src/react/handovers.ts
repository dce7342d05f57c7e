import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import { newKey, type Ref } from '../call.js';
import type { ApiError } from '../error.js';
import type {
  HandoverItemClosedBecause,
  HandoverItemIn,
  HandoverItemOut,
  HandoverOut,
  HandoverReceiptOut,
  HandoverWithItemsOut,
  SessionOut,
} from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useAttempts } from './attempts.js';
import { useRowChanges, type ChangeOptions } from './change.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, one, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { changeRows, readAgain, stopReads, type AnyRow } from './rows.js';
import { useCall } from './write.js';

export type HandoversQuery = QueryOf<Almoner['handovers']['list']>;

/** Query options of handovers. */
export const handoverOptions = {
  handovers: ({ handovers }: Almoner, query: HandoversQuery = {}) =>
    every(keys.handovers.infinite(query), handovers.list, query),
  handover: ({ handovers }: Almoner, id: string) =>
    one(keys.handovers.record(id), (call) => handovers.get(id, call)),
};

/** Handovers, those of the latest care day first. */
export const useHandovers = (query?: HandoversQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...handoverOptions.handovers(useAlmoner(), query), ...how(read) }));
/** One handover with its items, what has changed, who has read it and who comes on. */
export const useHandover = (id: string, read?: ReadOptions) =>
  useQuery({ ...handoverOptions.handover(useAlmoner(), id), ...how(read) });

/** `mutate([{ care_home_id, shift, … }])`: a shift hands over. What waited goes along. */
export const useComposeHandover = () =>
  useCall((a) => a.handovers.create, [keys.handovers.all, keys.notes.all]);

/** Changes the answer of one handover; when it came stays as it was, for a guess does not make data fresh. */
function changeWhole(
  cache: QueryClient,
  id: string,
  change: (data: HandoverWithItemsOut) => HandoverWithItemsOut,
): void {
  const queryKey = keys.handovers.record(id);
  const updatedAt = cache.getQueryState(queryKey)?.dataUpdatedAt;
  cache.setQueryData<HandoverWithItemsOut>(
    queryKey,
    (data) => data && change(data),
    updatedAt === undefined ? {} : { updatedAt },
  );
}

const touches = [keys.handovers.all];
const placeOf = (id: string) => ({ id, mark: 'acknowledged_by_me', touches });

/** "I have read this". `at`: when, where it was not just now (an ISO instant, at most 72 hours ago). */
export interface Acknowledging {
  handover: Pick<HandoverOut, 'id'>;
  at?: string;
}

/**
 * `mutate({ handover })`: on the screen at once: in the list, among those who have read it, and by the name of whoever comes on.
 * Taken back where it is refused. Pressed again after a lost answer it is the same press.
 */
export function useAcknowledgeHandover() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempts = useAttempts();
  return useMutation<HandoverReceiptOut, ApiError, Acknowledging, { at: string; me: string; set: boolean }>({
    mutationKey: ['handovers', 'acknowledge'],
    retry: false,
    mutationFn: ({ handover, at }) =>
      almoner.handovers.acknowledge(handover.id, at ? { occurred_at: at } : {}, {
        idempotencyKey: attempts.keyOf(handover.id),
      }),
    onMutate: async ({ handover: { id }, at = new Date().toISOString() }) => {
      await Promise.all([
        stopReads(cache, placeOf(id)),
        cache.cancelQueries({ queryKey: keys.handovers.record(id), exact: true }),
      ]);
      const person = cache.getQueryData<SessionOut>(keys.session)?.person;
      const done = { at, me: person?.id ?? '', set: false };
      changeRows(cache, placeOf(id), (row) => {
        if (row['acknowledged_by_me']) return row;
        done.set = true;
        return signed(row, true);
      });
      if (!done.set || !person) return done;
      changeWhole(cache, id, (data) => ({
        ...data,
        acknowledged: [
          ...data.acknowledged,
          {
            profile_id: person.id,
            name: person.name,
            occurred_at: at,
            recorded_at: at,
            handover_version: data.handover.version,
          },
        ],
        incoming: data.incoming.map((who) =>
          who.profile_id === person.id && !who.acknowledged_at ? { ...who, acknowledged_at: at } : who,
        ),
      }));
      return done;
    },
    onSuccess: ({ signature }, { handover: { id } }) => {
      attempts.done(id);
      if (!signature) return;
      changeWhole(cache, id, (data) => ({
        ...data,
        acknowledged: [
          ...data.acknowledged.filter((who) => who.profile_id !== signature.profile_id),
          signature,
        ],
      }));
    },
    onError: (error, { handover: { id } }, done) => {
      attempts.done(id, error);
      if (!done?.set) return;
      changeRows(cache, placeOf(id), (row) => (row['acknowledged_by_me'] ? signed(row, false) : row));
      changeWhole(cache, id, (data) => ({
        ...data,
        acknowledged: data.acknowledged.filter(
          (who) => who.profile_id !== done.me || who.occurred_at !== done.at,
        ),
        incoming: data.incoming.map((who) =>
          who.profile_id === done.me && who.acknowledged_at === done.at
            ? { ...who, acknowledged_at: null }
            : who,
        ),
      }));
    },
    onSettled: () => void readAgain(cache, touches),
  });
}

/** A handover as it stands with, or without, one's own signature. */
function signed(row: AnyRow, by: boolean): AnyRow {
  const { can, acknowledged } = row as unknown as HandoverOut;
  return {
    ...row,
    acknowledged_by_me: by,
    acknowledged: Math.max(0, acknowledged + (by ? 1 : -1)),
    can: by ? can.filter((verb) => verb !== 'acknowledge') : [...can, 'acknowledge'],
  };
}

/** One line more. `name` and `room` are whom it is about, as the screen knows them. */
export interface AddingItem {
  handover: Pick<HandoverOut, 'id'>;
  item: HandoverItemIn;
  name?: string | null;
  room?: string | null;
}

/** Whether an item stands on the screen only and is still on its way. */
export const isOnItsWay = ({ version }: Ref): boolean => version === 0;

/**
 * `mutate({ handover, item })`: the line stands there at once, and goes when it is refused. Pressed again after a lost answer it
 * is the same line.
 */
export function useAddHandoverItem() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempts = useAttempts();
  const change = (id: string, items: (items: HandoverItemOut[]) => HandoverItemOut[]) =>
    changeWhole(cache, id, (data) => ({ ...data, items: items(data.items) }));
  const said = ({ handover, item }: AddingItem) => JSON.stringify([handover.id, item]);
  return useMutation<HandoverItemOut, ApiError, AddingItem, { guess: string }>({
    mutationKey: ['handovers', 'add'],
    retry: false,
    mutationFn: (adding) =>
      almoner.handovers.items.add(adding.handover.id, adding.item, {
        idempotencyKey: attempts.keyOf(said(adding)),
      }),
    onMutate: async ({ handover: { id }, item, name, room }) => {
      await cache.cancelQueries({ queryKey: keys.handovers.record(id), exact: true });
      const there = cache.getQueryData<HandoverWithItemsOut>(keys.handovers.record(id));
      const guess = `guess-${newKey()}`;
      if (!there) return { guess };
      const { care_home_id, care_day, unit_id } = there.handover;
      const line: HandoverItemOut = {
        id: guess,
        version: 0,
        handover_id: id,
        care_home_id,
        unit_id: unit_id ?? null,
        care_day,
        client_id: item.client_id ?? null,
        client_name: name ?? null,
        room_name: room ?? null,
        kind: item.kind,
        priority: item.priority ?? 'medium',
        text: item.text,
        status: 'open',
        closed_because: null,
        created_at: new Date().toISOString(),
        created_by_name: cache.getQueryData<SessionOut>(keys.session)?.person?.name ?? null,
        can: [],
      };
      change(id, (items) => [...items, line]);
      return { guess };
    },
    onSuccess: (row, adding, { guess }) => {
      attempts.done(said(adding));
      change(adding.handover.id, (items) => [
        ...items.filter((item) => item.id !== guess && item.id !== row.id),
        row,
      ]);
    },
    onError: (error, adding, done) => {
      attempts.done(said(adding), error);
      change(adding.handover.id, (items) => items.filter((item) => item.id !== done?.guess));
    },
    onSettled: () => void readAgain(cache, touches),
  });
}

/** Why an item needs nobody any more. */
export interface ClosingItem {
  item: Ref & Pick<HandoverItemOut, 'can'>;
  because: HandoverItemClosedBecause;
}

interface Closed {
  status: 'closed';
  closed_because: HandoverItemClosedBecause;
  can: string[];
}

/** `mutate({ item, because })`: closed on the screen at once, and open again when it is refused. */
export const useCloseHandoverItem = (options?: ChangeOptions<HandoverItemOut, Closed>) => {
  const almoner = useAlmoner();
  return useRowChanges(
    'handover-items',
    { mark: 'closed_because', touches },
    ({ item, because }: ClosingItem) => ({
      record: item,
      patch: {
        status: 'closed' as const,
        closed_because: because,
        can: item.can.filter((verb) => verb !== 'close'),
      },
    }),
    (record, { closed_because }, call) =>
      almoner.handovers.items.close(record, { because: closed_because }, call),
    options,
  );
};
