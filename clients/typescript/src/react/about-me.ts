import { useQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { Ref } from '../call.js';
import type { AboutMeOut, AboutMePatch } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useRowChange, useRowChanges, type ChangeOptions } from './change.js';
import { how, type ReadOptions } from './how.js';
import { one, type PartOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type AboutMeQuery = PartOf<Almoner['aboutMe']['of']>;

/** Query options of what residents say about themselves. */
export const aboutMeOptions = {
  aboutMe: ({ aboutMe }: Almoner, client: string, query: AboutMeQuery = {}) =>
    one(keys.aboutMe.list({ client, ...query }), (call) => aboutMe.of(client, query, call)),
};

/** What a resident says about themselves, in a fixed order of topics; `{ show: 'all' }` with what was replaced, the newest first. */
export const useAboutMe = (client: string, query?: AboutMeQuery, read?: ReadOptions) =>
  useQuery({ ...aboutMeOptions.aboutMe(useAlmoner(), client, query), ...how(read) });

const touched = [keys.aboutMe.all];
/** Every copy of a word says whose words they are. */
const word = { mark: 'said_by', touches: touched };

/** `mutate([client, { topic, text, said_by }])`: shows at once as not yet checked. */
export const useProposeAboutMe = () => useCall((a) => a.aboutMe.create, touched);
/** A word's text and whose it is; the topic stays. */
export const useUpdateAboutMe = (id: string, options?: ChangeOptions<AboutMeOut, AboutMePatch>) =>
  useRowChange('about-me', { id, ...word }, useAlmoner().aboutMe.update, options);

/**
 * Somebody who may has checked a word: `mutate(word)`, for any word of a list. It shows as checked at once, and goes back when
 * it is refused. The word that was in force on its topic ends.
 */
export const useVerifyAboutMe = (options?: ChangeOptions<AboutMeOut, { status: 'verified' }>) => {
  const almoner = useAlmoner();
  return useRowChanges(
    'about-me',
    word,
    (record: Ref) => ({ record, patch: { status: 'verified' as const } }),
    (record, _patch, call) => almoner.aboutMe.verify(record, call),
    options,
  );
};

/** `mutate([word, { reason }])`: what was proposed does not hold. */
export const useRejectAboutMe = () => useCall((a) => a.aboutMe.reject, touched);
/** `mutate([word, { reason }])`: what was in force holds no longer. */
export const useEndAboutMe = () => useCall((a) => a.aboutMe.end, touched);
/** For what was written in error. */
export const useArchiveAboutMe = () => useCall((a) => a.aboutMe.archive, touched);
export const useRestoreAboutMe = () => useCall((a) => a.aboutMe.restore, touched);
