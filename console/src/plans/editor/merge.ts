import type { CarePlanSections, CarePlanVersionOut, CarePlanVersionPatch } from '@almoner/client';
import { DOMAINS, FIELDS, LONGEST, type Domain, type Field } from '../domains';

/**
 * Every text of a draft, by its place: `sleep.need`, `about.change_reason`. What is not there is empty. What a part rests on
 * stands at `sleep.sources`: ids of assessments, in order, with spaces between, so that it is kept and saved with its part.
 */
export type Texts = Readonly<Record<string, string>>;

/** What a draft says besides its parts. */
export const ABOUT = ['change_reason', 'consent_note'] as const;

export const placeOf = (domain: Domain | 'about', field: Field | (typeof ABOUT)[number]): string =>
  `${domain}.${field}`;

const SOURCES = 'sources';
export const sourcesPlace = (domain: Domain): string => `${domain}.${SOURCES}`;
export const isSources = (place: string): boolean => place.endsWith(`.${SOURCES}`);
/** Ids of assessments, from how they stand among the texts and back. */
export const idsOf = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean);
export const textOfIds = (ids: readonly string[]): string => [...new Set(ids)].toSorted().join(' ');

/** The part that a place belongs to. */
export const domainOf = (place: string): Domain | 'about' => place.split('.')[0] as Domain | 'about';

/** How long each may be. */
export const roomAt = (place: string): number => (domainOf(place) === 'about' ? 2000 : LONGEST);

/** The texts of a version. */
export function textsOf(
  version: Pick<CarePlanVersionOut, 'sections' | 'change_reason' | 'consent_note'>,
): Texts {
  const texts: Record<string, string> = {};
  for (const domain of DOMAINS) {
    for (const field of FIELDS) {
      const text = version.sections[domain]?.[field];
      if (text) texts[placeOf(domain, field)] = text;
    }
    const sources = version.sections[domain]?.sources ?? [];
    if (sources.length > 0) texts[sourcesPlace(domain)] = textOfIds(sources);
  }
  for (const field of ABOUT) if (version[field]) texts[placeOf('about', field)] = version[field];
  return texts;
}

/** The server trims: a space at the end is no change. */
export function same(a: string | undefined, b: string | undefined): boolean {
  return (a ?? '').trim() === (b ?? '').trim();
}

/** Where two differ. */
export function placesChanged(a: Texts, b: Texts): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((place) => !same(a[place], b[place]));
}

/** The patch that makes `to` of `from`: the parts that changed, each whole, null where nothing is left of it. */
export function patchOf(from: Texts, to: Texts): CarePlanVersionPatch {
  const changed = placesChanged(from, to);
  const domains: Record<string, unknown> = {};
  const patch: Record<string, unknown> = {};
  for (const domain of DOMAINS) {
    if (!changed.some((place) => domainOf(place) === domain)) continue;
    const said: (readonly [string, unknown])[] = FIELDS.map(
      (field) => [field, to[placeOf(domain, field)]?.trim()] as const,
    ).filter(([, text]) => text);
    const sources = idsOf(to[sourcesPlace(domain)]);
    if (sources.length > 0) said.push([SOURCES, sources]);
    domains[domain] = said.length > 0 ? Object.fromEntries(said) : null;
  }
  for (const field of ABOUT) {
    const place = placeOf('about', field);
    if (changed.includes(place)) patch[field] = to[place]?.trim() || null;
  }
  return { ...patch, ...(Object.keys(domains).length > 0 ? { domains } : {}) };
}

/** One text that two people changed in two ways. */
export interface Clash {
  place: string;
  was: string;
  theirs: string;
  mine: string;
}

export interface Rebased {
  texts: Texts;
  clashes: Clash[];
  /** Places where somebody else's text now stands. */
  taken: string[];
}

/**
 * What was typed here on top of what somebody else saved meanwhile. A text that only one of the two changed is theirs or mine;
 * one that both changed otherwise is a clash, in which mine stands until somebody chooses.
 */
export function rebase(base: Texts, theirs: Texts, mine: Texts): Rebased {
  const texts: Record<string, string> = {};
  const clashes: Clash[] = [];
  const taken: string[] = [];
  for (const place of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, other, here] = [base[place] ?? '', theirs[place] ?? '', mine[place] ?? ''];
    if (isSources(place)) {
      texts[place] = bothSources(was, other, here);
      if (!same(texts[place], here)) taken.push(place);
    } else if (same(here, was)) {
      texts[place] = other;
      if (!same(other, was)) taken.push(place);
    } else {
      texts[place] = here;
      if (!same(other, was) && !same(other, here)) clashes.push({ place, was, theirs: other, mine: here });
    }
  }
  return { texts, clashes, taken };
}

/** What either added to what a part rests on, without what either took out: two links never stand against each other. */
function bothSources(was: string, theirs: string, mine: string): string {
  const [before, a, b] = [was, theirs, mine].map((text) => new Set(idsOf(text)));
  const kept = [...before!].filter((id) => a!.has(id) && b!.has(id));
  return textOfIds([...kept, ...[...a!, ...b!].filter((id) => !before!.has(id))]);
}

/** How a part of a draft stands beside the version in force. */
export type Mark = 'changed' | 'added' | 'removed' | 'same' | 'empty';

export function markOf(domain: Domain, active: Texts, draft: Texts): Mark {
  const places = [...FIELDS.map((field) => placeOf(domain, field)), sourcesPlace(domain)];
  const says = (texts: Texts) => places.some((place) => texts[place]?.trim());
  const [before, now] = [says(active), says(draft)];
  if (!before && !now) return 'empty';
  if (!before) return 'added';
  if (!now) return 'removed';
  const differs = places.some((place) => !same(active[place], draft[place]));
  return differs ? 'changed' : 'same';
}

/** Of the texts of sections alone. */
export const textsOfSections = (sections: CarePlanSections): Texts =>
  textsOf({ sections, change_reason: null, consent_note: null });
