import { useQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type {
  CarePlanDomainsPatch,
  CarePlanSections,
  CarePlanVersionOut,
  CarePlanVersionPatch,
  TaskDefinitionOut,
  TaskDefinitionPatch,
} from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useRowChange, type ChangeOptions } from './change.js';
import { how, type ReadOptions } from './how.js';
import { one, type PartOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type CarePlanVersionsQuery = PartOf<Almoner['carePlans']['versions']['of']>;

const { carePlans: plans } = keys;

/** Query options of plans, for hooks, loaders and prefetching alike. Each takes the client first. */
export const carePlanOptions = {
  plan: ({ carePlans }: Almoner, client: string) =>
    one(plans.plan(client), (call) => carePlans.of(client, call)),
  versions: ({ carePlans }: Almoner, client: string, query: CarePlanVersionsQuery = {}) =>
    one(plans.planPart(client, 'versions', query), (call) => carePlans.versions.of(client, query, call)),
  reviewsOf: ({ carePlans }: Almoner, client: string) =>
    one(plans.planPart(client, 'reviews'), (call) => carePlans.reviews.of(client, undefined, call)),
  version: ({ carePlans }: Almoner, id: string) =>
    one(plans.record(id), (call) => carePlans.versions.get(id, call)),
  /** Never from the cache: what is compared and counted changes while one looks elsewhere. */
  diff: ({ carePlans }: Almoner, id: string, against?: string) =>
    one(
      plans.of(id, 'diff', { against }),
      (call) => carePlans.versions.compare(id, against ? { against } : {}, call),
      { staleTime: 0 },
    ),
  summary: ({ carePlans }: Almoner, id: string) =>
    one(plans.of(id, 'summary'), (call) => carePlans.versions.summary(id, call), { staleTime: 0 }),
  reads: ({ carePlans }: Almoner, id: string) =>
    one(plans.of(id, 'reads'), (call) => carePlans.reads.of(id, undefined, call)),
  definitions: ({ tasks }: Almoner, version: string) =>
    one(plans.of(version, 'definitions'), (call) => tasks.definitions.of(version, undefined, call)),
  nextTimes: ({ tasks }: Almoner, definition: string) =>
    one(plans.of(definition, 'next'), (call) => tasks.definitions.next(definition, {}, call), {
      staleTime: 0,
    }),
  review: ({ carePlans }: Almoner, id: string) =>
    one(plans.of(id, 'review'), (call) => carePlans.reviews.get(id, call)),
};

/** The living plan of a resident: the version that care is given by, drafts, the next review. `not_found`: there is none. */
export const useCarePlan = (client: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.plan(useAlmoner(), client), ...how(read) });
/** All versions, the newest first, without what they say. */
export const useCarePlanVersions = (client: string, query?: CarePlanVersionsQuery, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.versions(useAlmoner(), client, query), ...how(read) });
export const useCarePlanVersion = (id: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.version(useAlmoner(), id), ...how(read) });
/** What differs from `against`, or else from the version that this one was based on. */
export const useCarePlanDiff = (id: string, against?: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.diff(useAlmoner(), id, against), ...how(read) });
/** What publishing would change now. */
export const usePublishSummary = (id: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.summary(useAlmoner(), id), ...how(read) });
/** Who was shown a version and has said that they have read it: everybody for managers, oneself for others. */
export const useCarePlanReads = (version: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.reads(useAlmoner(), version), ...how(read) });
/** What a version asks to be done. */
export const useTaskDefinitions = (version: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.definitions(useAlmoner(), version), ...how(read) });
/** The next ten times of a task. */
export const useNextTimes = (definition: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.nextTimes(useAlmoner(), definition), ...how(read) });
export const useClientReviews = (client: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.reviewsOf(useAlmoner(), client), ...how(read) });
export const useCarePlanReview = (id: string, read?: ReadOptions) =>
  useQuery({ ...carePlanOptions.review(useAlmoner(), id), ...how(read) });

const all = [plans.all];
export const useStartCarePlan = () => useCall((a) => a.carePlans.start, all);
/** `mutate([client, { change_reason }])`: at an admission without a plan; answers the draft, with the alerts as they are known. */
export const useStartInitialPlan = () => useCall((a) => a.carePlans.startInitial, all);
/** `mutate([sleep, { verdict, note }])`: of a plan that slept between two stays. What is to be done changes with it. */
export const useConfirmSleepingPlan = () =>
  useCall((a) => a.carePlans.confirmSleeping, [plans.all, keys.tasks.all]);
/** `mutate([plan, { from_version_id }])`: a draft of the active version, or of an older one. */
export const useStartDraft = () => useCall((a) => a.carePlans.versions.create, all);
export const useSubmitDraft = () => useCall((a) => a.carePlans.versions.submit, all);
export const useSendBackDraft = () => useCall((a) => a.carePlans.versions.sendBack, all);
export const useWithdrawDraft = () => useCall((a) => a.carePlans.versions.withdraw, all);
/** Refused with `plan_changed` where another version was published since this one was begun. */
export const usePublish = () => useCall((a) => a.carePlans.versions.publish, all);
export const useCeasePlan = () => useCall((a) => a.carePlans.versions.cease, all);
/** `mutate([version, { shown_at, confirmed_at, copy_age_seconds }])`. `duplicate`: it was confirmed already. */
export const useConfirmRead = () => useCall((a) => a.carePlans.reads.confirm, all);

/** The texts of a version with some domains replaced, as the server will have them. */
export function withDomains(
  sections: CarePlanSections,
  domains: CarePlanDomainsPatch | null | undefined,
): CarePlanSections {
  const next = { ...sections };
  for (const [domain, section] of Object.entries(domains ?? {}) as [keyof CarePlanSections, never][]) {
    if (section === null) delete next[domain];
    else if (section !== undefined) next[domain] = section;
  }
  return next;
}

/**
 * Writes in a draft, on the screen at once: one save after another, each on the version that the one before made. What somebody
 * else saved meanwhile comes to `onConflict` with the present draft, on which what was typed can be put again.
 */
export const useUpdateDraft = (
  id: string,
  options?: Omit<ChangeOptions<CarePlanVersionOut, CarePlanVersionPatch>, 'shows'>,
) =>
  useRowChange<CarePlanVersionOut, CarePlanVersionPatch>(
    'care-plan-versions',
    { id, mark: 'sections', touches: all },
    useAlmoner().carePlans.versions.update,
    {
      ...options,
      // `domains` of a row names them; in a patch it holds what is said in some.
      shows: ({ domains, sections, ...rest }, now) => ({
        ...(rest as Partial<CarePlanVersionOut>),
        ...(now && (domains || sections) ? { sections: withDomains(sections ?? now.sections, domains) } : {}),
      }),
    },
  );

export const useCreateDefinition = () => useCall((a) => a.tasks.definitions.create, all);
/** A task of a draft, or times and whose it is of one in force. */
export const useUpdateDefinition = (
  id: string,
  options?: ChangeOptions<TaskDefinitionOut, TaskDefinitionPatch>,
) =>
  useRowChange(
    'task-definitions',
    { id, mark: 'lineage_id', touches: all },
    useAlmoner().tasks.definitions.update,
    options,
  );
export const useArchiveDefinition = () => useCall((a) => a.tasks.definitions.archive, all);
export const useRestoreDefinition = () => useCall((a) => a.tasks.definitions.restore, all);

export const useCreateReview = () => useCall((a) => a.carePlans.reviews.create, all);
export const useUpdateReview = () => useCall((a) => a.carePlans.reviews.update, all);
/** The answer says when the next routine one is due. */
export const useHoldReview = () => useCall((a) => a.carePlans.reviews.hold, all);
export const useCancelReview = () => useCall((a) => a.carePlans.reviews.cancel, all);
