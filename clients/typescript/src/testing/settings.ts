import { http, type HttpHandler } from 'msw';
import type { SettingsPatch } from '../generated/types.gen.js';
import { answer } from './answers.js';
import { found, patch, type At, type Mine } from './records.js';
import { bodyOf, idIn, matches, type Asked } from './rules.js';
import type { World } from './world.js';

const SETTINGS = [
  'features',
  'quiet_from',
  'quiet_to',
  'retention_years',
  'review_cycle_days',
  'second_factor_required',
  'two_person_publish',
];

/** The organisation, its words and its settings. */
export function settings(world: World, at: At, mine: Mine): HttpHandler[] {
  return [
    http.get(
      at('/organisation'),
      mine(() => answer(world.organisation)),
    ),
    http.patch(
      at('/organisation'),
      mine(async ({ request }) => {
        const refused = matches(world.organisation, request);
        if (refused) return refused;
        const body = await bodyOf(request, ['name']);
        if (body instanceof Response) return body;
        world.organisation = { ...world.organisation, ...body, version: world.organisation.version + 1 };
        return answer(world.organisation);
      }),
    ),
    http.get(
      at('/organisation/labels'),
      mine(() => answer([...world.labels.values()], { more: { next_cursor: null } })),
    ),
    http.get(
      at('/organisation/labels/:id'),
      mine((asked) => found(world.labels.get(idIn(asked)))),
    ),
    http.patch(
      at('/organisation/labels/:id'),
      mine((asked) => label(world, asked)),
    ),
    http.get(
      at('/settings'),
      mine(() => answer(world.settings)),
    ),
    http.patch(
      at('/settings'),
      mine(async ({ request }) => {
        const refused = matches(world.settings, request);
        if (refused) return refused;
        const body = await bodyOf(request, SETTINGS);
        if (body instanceof Response) return body;
        const { features: switched, ...rest } = body as SettingsPatch;
        const features = world.settings.features.map((one) => ({
          ...one,
          on: switched?.[one.name] ?? one.on,
        }));
        const version = world.settings.version + 1;
        world.settings = { ...world.settings, ...(rest as object), features, version };
        return answer(world.settings);
      }),
    ),
  ];
}

/** A word said otherwise; the session says it too. */
async function label(world: World, asked: Asked): Promise<Response> {
  const done = await patch(world.labels, asked, ['singular', 'plural']);
  const { session } = world;
  if (done.ok && session?.organisation) {
    const labels = Object.fromEntries(
      [...world.labels.values()].map(({ word, singular, plural }) => [word, { singular, plural }]),
    );
    world.session = { ...session, organisation: { ...session.organisation, labels } };
  }
  return done;
}
