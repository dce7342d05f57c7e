import type { AboutMeOut, AboutMeSaidBy, AboutMeTopic } from '@almoner/client';

/** In the order in which they are read: what matters first. */
export const TOPICS = [
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

export const SAID_BY = [
  'resident',
  'family',
  'friend',
  'advocate',
  'staff',
] as const satisfies readonly AboutMeSaidBy[];

/** What is in force first, then what is not checked yet; the person's own words before those of others. */
export function inOrder(words: readonly AboutMeOut[]): AboutMeOut[] {
  const place = ({ status, said_by }: AboutMeOut) =>
    (status === 'verified' ? 0 : 10) + SAID_BY.indexOf(said_by);
  return words.toSorted((a, b) => place(a) - place(b) || a.id.localeCompare(b.id));
}

/** Topics of which something is written, with their words. */
export function byTopic(words: readonly AboutMeOut[]): { topic: AboutMeTopic; words: AboutMeOut[] }[] {
  return TOPICS.flatMap((topic) => {
    const these = words.filter((word) => word.topic === topic);
    return these.length > 0 ? [{ topic, words: inOrder(these) }] : [];
  });
}

/** The lines that help most at a glance: one of each topic, the first three topics of which something is known. */
export function mostUseful(words: readonly AboutMeOut[]): AboutMeOut[] {
  return byTopic(words)
    .slice(0, 3)
    .map(({ words: [first] }) => first!);
}
