import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { Ref } from '../call.js';
import type { TaskOut, TaskPatch } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useRowChanges, type ChangeOptions } from './change.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, one, type PartOf, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type TasksQuery = QueryOf<Almoner['tasks']['list']>;
export type NotesQuery = QueryOf<Almoner['notes']['list']>;
export type ClientNotesQuery = PartOf<Almoner['notes']['of']>;
export type MissingNotesQuery = QueryOf<Almoner['notes']['missing']>;
export type MeasuresQuery = PartOf<Almoner['notes']['measures']>;
export type ReviewsQuery = QueryOf<Almoner['carePlans']['reviews']['list']>;

/** Query options of tasks, notes and reviews, as `options` has them of the rest. */
export const careOptions = {
  tasks: ({ tasks }: Almoner, query: TasksQuery = {}) => every(keys.tasks.infinite(query), tasks.list, query),
  task: ({ tasks }: Almoner, id: string) => one(keys.tasks.record(id), (call) => tasks.get(id, call)),
  /** What a home has to do now, in one answer. */
  homeNow: ({ tasks }: Almoner, home: string) =>
    one(keys.tasks.round({ home }), (call) => tasks.round({ home }, call)),
  notes: ({ notes }: Almoner, query: NotesQuery = {}) => every(keys.notes.infinite(query), notes.list, query),
  clientNotes: ({ notes }: Almoner, client: string, query: ClientNotesQuery = {}) =>
    every(keys.notes.infinite({ client, ...query }), (asked, call) => notes.of(client, asked, call), query),
  note: ({ notes }: Almoner, id: string) => one(keys.notes.record(id), (call) => notes.get(id, call)),
  noteKinds: ({ notes }: Almoner) =>
    one(keys.notes.kinds, (call) => notes.kinds(undefined, call), { staleTime: 3_600_000 }),
  missingNotes: ({ notes }: Almoner, query: MissingNotesQuery) =>
    one(keys.notes.missing(query), (call) => notes.missing(query, call)),
  measures: ({ notes }: Almoner, client: string, query: MeasuresQuery = {}) =>
    one(keys.notes.measures(client, query), (call) => notes.measures(client, query, call)),
  reviews: ({ carePlans }: Almoner, query: ReviewsQuery = {}) =>
    every([...keys.carePlans.reviews, query], carePlans.reviews.list, query),
};

/** Tasks, page after page; `rows` holds each once. */
export const useTasks = (query?: TasksQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...careOptions.tasks(useAlmoner(), query), ...how(read) }));
/** One task with its records. */
export const useTask = (id: string, read?: ReadOptions) =>
  useQuery({ ...careOptions.task(useAlmoner(), id), ...how(read) });
/** The clock and the care day of a home, what is open in it, and up to when its tasks are made. */
export const useHomeNow = (home: string, read?: ReadOptions) =>
  useQuery({ ...careOptions.homeNow(useAlmoner(), home), ...how(read) });
/** Notes across residents, the newest first. */
export const useNotes = (query?: NotesQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...careOptions.notes(useAlmoner(), query), ...how(read) }));
/** Notes of one resident. */
export const useClientNotes = (client: string, query?: ClientNotesQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...careOptions.clientNotes(useAlmoner(), client, query), ...how(read) }));
/** One note with what was added to it. */
export const useNote = (id: string, read?: ReadOptions) =>
  useQuery({ ...careOptions.note(useAlmoner(), id), ...how(read) });
/** What each kind of note measures, in which unit. */
export const useNoteKinds = (read?: ReadOptions) =>
  useQuery({ ...careOptions.noteKinds(useAlmoner()), ...how(read) });
/** Residents of a home of whom nothing is noted yet in a care day. */
export const useMissingNotes = (query: MissingNotesQuery, read?: ReadOptions) =>
  useQuery({ ...careOptions.missingNotes(useAlmoner(), query), ...how(read) });
/** Totals of care days and series for charts, of one resident. */
export const useMeasures = (client: string, query?: MeasuresQuery, read?: ReadOptions) =>
  useQuery({ ...careOptions.measures(useAlmoner(), client, query), ...how(read) });
/** Reviews of care plans across residents, the earliest due first. */
export const useReviews = (query?: ReviewsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...careOptions.reviews(useAlmoner(), query), ...how(read) }));

/** Whose a task is to be: somebody, or the team again. */
export interface Assigning {
  task: Ref;
  to: { id: string; name: string } | null;
}

/** `mutate({ task, to })`: the name is on the screen at once, and goes back to what stood there when it is refused. */
export const useAssignTask = (
  options?: ChangeOptions<TaskOut, TaskPatch & { assignee_name?: string | null }>,
) => {
  const almoner = useAlmoner();
  return useRowChanges(
    'tasks',
    { mark: 'missed_after', touches: [keys.tasks.all] },
    ({ task, to }: Assigning) => ({
      record: task,
      patch: { assignee_id: to?.id ?? null, assignee_name: to?.name ?? null },
    }),
    (record, patch: { assignee_id: string | null; assignee_name: string | null }, call) =>
      almoner.tasks.update(record, { assignee_id: patch.assignee_id }, call),
    options as ChangeOptions<TaskOut, { assignee_id: string | null; assignee_name: string | null }>,
  );
};

/** `mutate([note, { kind, text }])`: more, or that it does not hold. A note that is struck out leaves the handover. */
export const useAddToNote = () => useCall((a) => a.notes.add, [keys.notes.all, keys.handovers.all]);

/** `mutate([{ author_id, entries }])`: what somebody else left on the device; `results` says of each what became of it. */
export const useHandIn = () =>
  useCall((a) => a.handIns.create, [keys.tasks.all, keys.notes.all, keys.handovers.all]);
