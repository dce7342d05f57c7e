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
  DutyBoardOut,
  DutyExpectedOut,
  DutyOut,
  MyDutyOut,
  SessionOut,
} from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useAttempts } from './attempts.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, one, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { readAgain } from './rows.js';
import { useCall } from './write.js';

export type OnDutyQuery = Omit<QueryOf<Almoner['duty']['board']>, 'home'>;
export type AllocationsQuery = Omit<QueryOf<Almoner['duty']['allocations']['list']>, 'home'>;
export type AgencyPassesQuery = QueryOf<Almoner['duty']['passes']['list']>;

/** Query options of who is on. */
export const dutyOptions = {
  myDuty: ({ duty }: Almoner) => one(keys.duty.mine, (call) => duty.mine(undefined, call)),
  onDuty: ({ duty }: Almoner, home: string, query: OnDutyQuery = {}) =>
    one(keys.duty.board({ home, ...query }), (call) => duty.board({ home, ...query }, call)),
  allocations: ({ duty }: Almoner, home: string, query: AllocationsQuery = {}) =>
    one(
      keys.allocations.list({ home, ...query }),
      async (call) => (await duty.allocations.list({ home, ...query }, call)).items,
    ),
  agencyPasses: ({ duty }: Almoner, query: AgencyPassesQuery = {}) =>
    every(keys.agencyPasses.infinite(query), duty.passes.list, query),
};

/** What one is on, in whatever home, and one's published shift of now or of the next 12 hours. */
export const useMyDuty = (read?: ReadOptions) =>
  useQuery({ ...dutyOptions.myDuty(useAlmoner()), ...how(read) });
/** Who is on in a home, and who is to be by the rota and has not started. `at`: at another moment. */
export const useOnDuty = (home: string, query?: OnDutyQuery, read?: ReadOptions) =>
  useQuery({ ...dutyOptions.onDuty(useAlmoner(), home, query), ...how(read) });
/** Who looks after whom in a care day of a home: a list for each unit (or the whole home) and shift that has one. */
export const useAllocations = (home: string, query?: AllocationsQuery, read?: ReadOptions) =>
  useQuery({ ...dutyOptions.allocations(useAlmoner(), home, query), ...how(read) });
/** Passes for one shift, the latest first. */
export const useAgencyPasses = (query?: AgencyPassesQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...dutyOptions.agencyPasses(useAlmoner(), query), ...how(read) }));

/** What a round says of one's shift, and a handover of who comes on, is read again too. */
const touches = [keys.duty.all, keys.tasks.all, keys.handovers.all];

type Board = DutyBoardOut;

/** Changes what is known of who is on now in a home. A board of another moment stays as it was then. */
function changeBoards(cache: QueryClient, home: string, change: (board: Board) => Board): void {
  for (const { queryKey, state } of cache.getQueryCache().findAll({ queryKey: keys.duty.boards })) {
    const asked = queryKey[2] as { home?: string; at?: string };
    if (asked.home !== home || asked.at !== undefined) continue;
    const updatedAt = state.dataUpdatedAt;
    cache.setQueryData<Board>(queryKey, (board) => board && change(board), { updatedAt });
  }
}

function changeMine(cache: QueryClient, change: (mine: MyDutyOut) => MyDutyOut): void {
  const updatedAt = cache.getQueryState(keys.duty.mine)?.dataUpdatedAt;
  cache.setQueryData<MyDutyOut>(
    keys.duty.mine,
    (mine) => mine && change(mine),
    updatedAt === undefined ? {} : { updatedAt },
  );
}

const without = (rows: readonly DutyOut[], id: string) => rows.filter((row) => row.id !== id);

/** Who starts where. */
export interface StartingShift {
  home: string;
  /** Empty: the whole home. */
  unit?: { id: string; name: string } | null;
  /** For somebody else: as they stand among those who are expected, or who they are. */
  person?: Pick<DutyExpectedOut, 'profile_id' | 'name'> & Partial<DutyExpectedOut>;
  /** When it was, where it was not just now (an ISO instant, at most 16 hours ago). */
  at?: string;
}

interface Started {
  /** The row as it stands on the screen until the server's own is there. */
  guess: string;
  /** Those who were expected and no longer are. */
  expected: DutyExpectedOut[];
  own: boolean;
}

/**
 * `mutate({ home })` for oneself, `mutate({ home, person })` for somebody else: is on the screen at once, and off again where it
 * is refused. Pressed again after a lost answer it is the same press.
 */
export function useStartShift() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempts = useAttempts();
  const said = (starting: StartingShift) =>
    JSON.stringify([starting.home, starting.unit?.id, starting.person?.profile_id, starting.at]);
  return useMutation<DutyOut, ApiError, StartingShift, Started>({
    mutationKey: ['duty', 'start'],
    retry: false,
    mutationFn: (starting) =>
      almoner.duty.start(
        {
          care_home_id: starting.home,
          ...(starting.unit ? { unit_id: starting.unit.id } : {}),
          ...(starting.person ? { profile_id: starting.person.profile_id } : {}),
          ...(starting.at ? { started_at: starting.at } : {}),
        },
        { idempotencyKey: attempts.keyOf(said(starting)) },
      ),
    onMutate: async ({ home, unit, person, at }) => {
      await cache.cancelQueries({ queryKey: keys.duty.all });
      const me = cache.getQueryData<SessionOut>(keys.session)?.person;
      const who = person?.profile_id ?? me?.id ?? '';
      const done: Started = { guess: `guess-${newKey()}`, expected: [], own: who === me?.id };
      const guess: DutyOut = {
        id: done.guess,
        version: 0,
        care_home_id: home,
        unit_id: unit?.id ?? null,
        unit_name: unit?.name ?? null,
        profile_id: who,
        name: person?.name ?? me?.name ?? null,
        grade: person?.grade ?? null,
        shift_name: person?.shift_name ?? null,
        started_at: at ?? new Date().toISOString(),
        ended_at: null,
        can: [],
      };
      changeBoards(cache, home, (board) => {
        done.expected = board.expected.filter((other) => other.profile_id === who);
        return {
          ...board,
          on: [...board.on, guess],
          expected: board.expected.filter((other) => other.profile_id !== who),
        };
      });
      if (done.own) changeMine(cache, (mine) => (mine.duty ? mine : { ...mine, duty: guess }));
      return done;
    },
    onSuccess: (row, starting, { guess, own }) => {
      attempts.done(said(starting));
      changeBoards(cache, starting.home, (board) => ({
        ...board,
        on: [...without(without(board.on, guess), row.id), row],
      }));
      if (own) changeMine(cache, (mine) => (mine.duty?.id === guess ? { ...mine, duty: row } : mine));
    },
    onError: (error, starting, done) => {
      attempts.done(said(starting), error);
      if (!done) return;
      const { guess, expected, own } = done;
      changeBoards(cache, starting.home, (board) => ({
        ...board,
        on: without(board.on, guess),
        expected: [
          ...expected.filter(
            (gone) => !board.expected.some(({ assignment_id }) => assignment_id === gone.assignment_id),
          ),
          ...board.expected,
        ],
      }));
      if (own) changeMine(cache, (mine) => (mine.duty?.id === guess ? { ...mine, duty: null } : mine));
    },
    onSettled: () => void readAgain(cache, touches),
  });
}

/** A shift as a list or one's own page has it. */
export type EndingShift = Ref & Pick<DutyOut, 'care_home_id'>;

/** Whether a shift stands on the screen only and is still on its way. */
export const isStarting = ({ version }: Ref): boolean => version === 0;

/** `mutate(duty)`: off the screen at once, and on it again where it is refused. */
export function useEndShift() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempts = useAttempts();
  return useMutation<DutyOut, ApiError, EndingShift, { row: DutyOut | undefined; own: DutyOut | null }>({
    mutationKey: ['duty', 'end'],
    retry: false,
    mutationFn: (duty) => almoner.duty.end(duty, { idempotencyKey: attempts.keyOf(duty.id) }),
    onMutate: async ({ id, care_home_id }) => {
      await cache.cancelQueries({ queryKey: keys.duty.all });
      const done: { row: DutyOut | undefined; own: DutyOut | null } = { row: undefined, own: null };
      changeBoards(cache, care_home_id, (board) => {
        done.row ??= board.on.find((row) => row.id === id);
        return { ...board, on: without(board.on, id) };
      });
      changeMine(cache, (mine) => {
        if (mine.duty?.id !== id) return mine;
        done.own = mine.duty;
        return { ...mine, duty: null };
      });
      return done;
    },
    onSuccess: (_row, { id }) => attempts.done(id),
    onError: (error, { id, care_home_id }, done) => {
      attempts.done(id, error);
      const { row, own } = done ?? {};
      if (row) {
        changeBoards(cache, care_home_id, (board) => ({ ...board, on: [...without(board.on, id), row] }));
      }
      if (own) changeMine(cache, (mine) => (mine.duty ? mine : { ...mine, duty: own }));
    },
    onSettled: () => void readAgain(cache, touches),
  });
}

/** `mutate([{ care_home_id, shift, version, allocations }])`: the whole list, over the version that was seen; 0: there was none. */
export const useSaveAllocations = () =>
  useCall((a) => a.duty.allocations.set, [keys.allocations.all, keys.tasks.all]);

const passes = [keys.agencyPasses.all, keys.memberships.all, keys.people.all];

/** `mutate([{ care_home_id, given_name, … }])`: answers the code, once. */
export const useAdmitAgency = () => useCall((a) => a.duty.passes.admit, passes);
/** `mutate([pass.id, {}])`: another code for a pass that holds. The sign-in that there was ends. */
export const usePassCode = () => useCall((a) => a.duty.passes.renewCode, passes);
