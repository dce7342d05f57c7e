import { useQuery } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { PhotoOut, PhotoPatch } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { useRowChange, type ChangeOptions } from './change.js';
import { how, type ReadOptions } from './how.js';
import { one, type PartOf } from './options.js';
import { useAlmoner } from './provider.js';
import { useCall } from './write.js';

export type PhotosQuery = PartOf<Almoner['photos']['of']>;

/** Query options of photographs. */
export const photoOptions = {
  photos: ({ photos }: Almoner, client: string, query: PhotosQuery = {}) =>
    one(keys.photos.list({ client, ...query }), (call) => photos.of(client, query, call)),
};

/** The photograph of a resident, at most one; `{ archived: 'only' }` with those before it, the newest first. */
export const usePhotos = (client: string, query?: PhotosQuery, read?: ReadOptions) =>
  useQuery({ ...photoOptions.photos(useAlmoner(), client, query), ...how(read) });

/** Which one is current stands in lists of residents and in the round. */
const touched = [keys.photos.all, keys.clients.all, keys.tasks.all];

/** `mutate([client, { content, consent, taken_on }])`: takes the place of the one before. `content` is base64; make it small first. */
export const useAddPhoto = () => useCall((a) => a.photos.create, touched);
/** Who agreed, and when it was taken; never what it shows. */
export const useUpdatePhoto = (id: string, options?: ChangeOptions<PhotoOut, PhotoPatch>) =>
  useRowChange(
    'photos',
    { id, mark: 'consent', touches: [keys.photos.all] },
    useAlmoner().photos.update,
    options,
  );
/** `mutate([photo, { reason }])`: no photograph is current then. */
export const useArchivePhoto = () => useCall((a) => a.photos.archive, touched);
/** An earlier one is the current one again, where there is none. */
export const useRestorePhoto = () => useCall((a) => a.photos.restore, touched);
