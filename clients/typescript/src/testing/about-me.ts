import { http, type HttpHandler } from 'msw';
import type { AboutMeIn, AboutMeTopic } from '../generated/types.gen.js';
import { invalid, problem } from './answers.js';
import { anAboutMe } from './assessed.js';
import { NOW } from './factories.js';
import { archive, found, patch, restore, step, type At, type Mine } from './records.js';
import { bodyOf, idIn, once, pageOf, type Asked } from './rules.js';
import type { World } from './world.js';

const TOPICS = [
  'matters_to_me',
  'how_to_support_me',
  'please_do_not',
  'communication',
  'languages',
  'information_needs',
  'faith_culture',
  'food_drink',
  'routine',
  'people',
  'life_story',
  'interests',
] as const satisfies readonly AboutMeTopic[];

/** What residents say about themselves: a word that is checked takes the place of the one before on its topic. */
export function aboutMe(world: World, at: At, mine: Mine): HttpHandler[] {
  const replace = (id: string) => {
    const word = world.aboutMe.get(id);
    if (!word) return;
    for (const old of world.aboutMe.values()) {
      if (old.id === id || old.client_id !== word.client_id || old.topic !== word.topic) continue;
      if (old.status !== 'verified') continue;
      const end_reason = 'A newer word was checked.';
      world.aboutMe.set(old.id, { ...old, status: 'ended', ended_at: NOW, end_reason, can: [] });
    }
  };
  const verified = () => ({
    status: 'verified' as const,
    verified_at: NOW,
    verified_by_name: 'Asha Rao',
    can: ['update', 'end'],
  });
  const ended = (from: 'proposed' | 'verified') => (asked: Asked) =>
    once(world, asked, async () => {
      const body = await bodyOf(asked.request.clone() as Request, ['reason'], ['reason']);
      if (body instanceof Response) return body;
      return step(world.aboutMe, asked, (word) => word.status === from, {
        status: 'ended',
        ended_at: NOW,
        end_reason: String(body['reason']),
        can: [],
      });
    });
  return [
    http.get(
      at('/clients/:id/about-me'),
      mine((asked) => {
        const url = new URL(asked.request.url);
        const show = url.searchParams.get('show');
        if (!world.clients.has(idIn(asked))) return problem('not_found');
        const rows = [...world.aboutMe.values()]
          .filter((word) => word.client_id === idIn(asked))
          .filter((word) => Boolean(word.archived_at) === (show === 'archived'))
          .filter((word) => show !== null || word.status !== 'ended')
          .toSorted((a, b) =>
            show === null
              ? TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic) || b.status.localeCompare(a.status)
              : b.id.localeCompare(a.id),
          );
        return pageOf(rows, url);
      }),
    ),
    http.get(
      at('/about-me/:id'),
      mine((asked) => found(world.aboutMe.get(idIn(asked)))),
    ),
    http.post(
      at('/clients/:id/about-me'),
      mine((asked) =>
        once(world, asked, async () => {
          const client = world.clients.get(idIn(asked));
          if (!client) return problem('not_found');
          const body = await bodyOf(asked.request, ['topic', 'text', 'said_by', 'verify'], ['topic', 'text']);
          if (body instanceof Response) return body;
          const { verify, topic, text, said_by } = body as unknown as AboutMeIn;
          if (!TOPICS.includes(topic)) return invalid('topic', 'unknown', 'Choose one of the topics.');
          const status = 'proposed' as const;
          const said = {
            client_id: client.id,
            topic,
            text,
            said_by: said_by ?? ('resident' as const),
            status,
          };
          const word = anAboutMe({ ...said, ...(verify ? verified() : {}) }, 1000 + world.aboutMe.size);
          world.aboutMe.set(word.id, word);
          if (verify) replace(word.id);
          return { status: 201, find: () => world.aboutMe.get(word.id) };
        }),
      ),
    ),
    http.patch(
      at('/about-me/:id'),
      mine((asked) => patch(world.aboutMe, asked, ['text', 'said_by'])),
    ),
    http.post(
      at('/about-me/:id/verify'),
      mine((asked) =>
        once(world, asked, async () => {
          const done = step(world.aboutMe, asked, (word) => word.status === 'proposed', verified());
          if (!(done instanceof Response)) replace(idIn(asked));
          return done;
        }),
      ),
    ),
    http.post(at('/about-me/:id/reject'), mine(ended('proposed'))),
    http.post(at('/about-me/:id/end'), mine(ended('verified'))),
    http.post(
      at('/about-me/:id/archive'),
      mine((asked) => archive(world, world.aboutMe, asked)),
    ),
    http.post(
      at('/about-me/:id/restore'),
      mine((asked) => restore(world, world.aboutMe, asked)),
    ),
  ];
}
