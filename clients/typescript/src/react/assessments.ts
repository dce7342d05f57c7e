import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { ApiError } from '../error.js';
import type { AssessmentIn, AssessmentReceiptOut } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { how, withRows, type ReadOptions } from './how.js';
import { every, one, type PartOf, type QueryOf } from './options.js';
import { useAlmoner } from './provider.js';
import { readAgain } from './rows.js';
import { useCall } from './write.js';

export type DueAssessmentsQuery = QueryOf<Almoner['assessments']['due']>;
export type ClientAssessmentsQuery = PartOf<Almoner['assessments']['of']>;
export type AssessmentTrendQuery = Parameters<Almoner['assessments']['trend']>[1];

/** Query options of instruments and assessments. */
export const assessmentOptions = {
  /** `all`: every version, for the words of what was answered under an earlier one. */
  instruments: ({ assessments }: Almoner, query: { all?: boolean } = {}) =>
    one(keys.assessments.instruments(query), (call) => assessments.instruments(query, call), {
      staleTime: 3_600_000,
    }),
  due: ({ assessments }: Almoner, query: DueAssessmentsQuery = {}) =>
    every(keys.assessments.due(query), assessments.due, query),
  ofClient: ({ assessments }: Almoner, client: string, query: ClientAssessmentsQuery = {}) =>
    every(
      keys.assessments.infinite({ client, ...query }),
      (asked, call) => assessments.of(client, asked, call),
      query,
    ),
  assessment: ({ assessments }: Almoner, id: string) =>
    one(keys.assessments.record(id), (call) => assessments.get(id, call)),
  trend: ({ assessments }: Almoner, client: string, query: AssessmentTrendQuery) =>
    one(keys.assessments.trend(client, query), (call) => assessments.trend(client, query, call)),
};

/** What there is to answer today, by name; `{ all: true }` for every version. */
export const useInstruments = (query?: { all?: boolean }, read?: ReadOptions) =>
  useQuery({ ...assessmentOptions.instruments(useAlmoner(), query), ...how(read) });
/** Of each resident and instrument the last one that holds, the first due first. */
export const useDueAssessments = (query?: DueAssessmentsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...assessmentOptions.due(useAlmoner(), query), ...how(read) }));
/** Assessments of one resident, the newest first; struck ones too. */
export const useClientAssessments = (client: string, query?: ClientAssessmentsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...assessmentOptions.ofClient(useAlmoner(), client, query), ...how(read) }));
/** One assessment with what was added to it. */
export const useAssessment = (id: string, read?: ReadOptions) =>
  useQuery({ ...assessmentOptions.assessment(useAlmoner(), id), ...how(read) });
/** How an instrument has come out over time, the oldest first, without what was struck out. */
export const useAssessmentTrend = (client: string, query: AssessmentTrendQuery, read?: ReadOptions) =>
  useQuery({ ...assessmentOptions.trend(useAlmoner(), client, query), ...how(read) });

/** What an assessment may make old: a rise in band makes a review of the plan due. */
const touched = [keys.assessments.all, keys.carePlans.all];

/** An assessment on its way: of whom, what was answered, and the name of the attempt. */
export interface Recording {
  client: string;
  body: AssessmentIn;
  /**
   * Made when the form was opened (`newKey()`) and kept with what is typed, so that what was sent before a reload or a lost
   * answer is stored once. The same key with other answers is refused with `idempotency_key_reused`: the first are stored.
   */
  key: string;
}

/** `mutate({ client, body, key })`: the answer says what the answers came to, as the server computed it. */
export const useRecordAssessment = () => {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  return useMutation<AssessmentReceiptOut, ApiError, Recording>({
    retry: false,
    mutationFn: ({ client, body, key }) => almoner.assessments.create(client, body, { idempotencyKey: key }),
    onSettled: () => void readAgain(queries, touched),
  });
};

/** `mutate([assessment, { kind, text }])`: more, or that it does not hold. */
export const useAddToAssessment = () => useCall((a) => a.assessments.add, touched);
