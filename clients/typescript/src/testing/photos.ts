import { http, HttpResponse, type HttpHandler } from 'msw';
import type { PhotoIn, PhotoOut } from '../generated/types.gen.js';
import { invalid, problem } from './answers.js';
import { idOf, nextOf, NOW } from './factories.js';
import { archive, found, patch, restore, type At, type Mine } from './records.js';
import { bodyOf, idIn, once, pageOf } from './rules.js';
import type { World } from './world.js';

/** A photograph of the first resident, as its manager sees it. */
export function aPhoto(fields: Partial<PhotoOut> = {}, number?: number): PhotoOut {
  return {
    id: idOf('photo', nextOf('photo', number)),
    version: 1,
    client_id: idOf('client', 1),
    consent: 'given',
    taken_on: '2026-10-12',
    width: 640,
    height: 480,
    created_at: NOW,
    created_by: idOf('person', 3),
    created_by_name: 'Carol Nkemelu',
    archived_at: null,
    archive_reason: null,
    can: ['update', 'archive'],
    ...fields,
  };
}

/** Photographs: a new one takes the place of the one before. The bytes are no picture, and say so. */
export function photos(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/clients/:id/photos'),
      mine((asked) => {
        const url = new URL(asked.request.url);
        if (!world.clients.has(idIn(asked))) return problem('not_found');
        const archived = url.searchParams.get('archived') === 'only';
        const rows = [...world.photos.values()]
          .filter((photo) => photo.client_id === idIn(asked) && Boolean(photo.archived_at) === archived)
          .toSorted((a, b) => b.id.localeCompare(a.id));
        return pageOf(rows, url);
      }),
    ),
    http.post(
      at('/clients/:id/photos'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = world.clients.get(idIn(asked));
          if (!client) return problem('not_found');
          const body = await bodyOf(
            asked.request,
            ['content', 'consent', 'taken_on'],
            ['content', 'consent'],
          );
          if (body instanceof Response) return body;
          const { content, consent, taken_on } = body as unknown as PhotoIn;
          if (!/^[A-Za-z0-9+/]+=*$/.test(content))
            return invalid('content', 'format', 'Send a picture as base64.');
          for (const old of world.photos.values()) {
            if (old.client_id !== client.id || old.archived_at) continue;
            const archive_reason = 'A newer photograph took its place.';
            world.photos.set(old.id, {
              ...old,
              archived_at: NOW,
              archive_reason,
              can: ['update', 'restore'],
            });
          }
          const photo = aPhoto(
            { client_id: client.id, consent, taken_on: taken_on ?? null },
            1000 + world.photos.size,
          );
          world.photos.set(photo.id, photo);
          world.clients.set(client.id, { ...client, photo_id: photo.id });
          return { status: 201, find: () => world.photos.get(photo.id) };
        }),
      ),
    ),
    http.get(
      at('/photos/:id'),
      mine((asked) => found(world.photos.get(idIn(asked)))),
    ),
    http.get(
      at('/photos/:id/picture'),
      mine((asked) =>
        world.photos.has(idIn(asked))
          ? new HttpResponse('no picture', { headers: { 'Content-Type': 'image/jpeg' } })
          : problem('not_found'),
      ),
    ),
    http.patch(
      at('/photos/:id'),
      mine((asked) => patch(world.photos, asked, ['consent', 'taken_on'])),
    ),
    http.post(
      at('/photos/:id/archive'),
      mine((asked) => archive(world, world.photos, asked)),
    ),
    http.post(
      at('/photos/:id/restore'),
      mine((asked) => restore(world, world.photos, asked)),
    ),
  ];
}
