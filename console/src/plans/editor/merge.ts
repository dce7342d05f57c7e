import type { CarePlanSections, CarePlanVersionOut, CarePlanVersionPatch } from '@almoner/client';
import { DOMAINS, FIELDS, LONGEST, type Domain, type Field } from '../domains';

/** Every text of a draft, by its place: `sleep.need`, `about.change_reason`. What is not there is empty. */
export type Texts = Readonly<Record<string, string>>;

/** What a draft says besides its parts. */
export const ABOUT = ['change_reason', 'consent_note'] as const;

export const placeOf = (domain: Domain | 'about', field: Field | (typeof ABOUT)[number]): string =>
  `${domain}.${field}`;

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
    const said = FIELDS.map((field) => [field, to[placeOf(domain, field)]?.trim()] as const).filter(
      ([, text]) => text,
    );
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
    if (same(here, was)) {
      texts[place] = other;
      if (!same(other, was)) taken.push(place);
    } else {
      texts[place] = here;
      if (!same(other, was) && !same(other, here)) clashes.push({ place, was, theirs: other, mine: here });
    }
  }
  return { texts, clashes, taken };
}

/** How a part of a draft stands beside the version in force. */
export type Mark = 'changed' | 'added' | 'removed' | 'same' | 'empty';

export function markOf(domain: Domain, active: Texts, draft: Texts): Mark {
  const says = (texts: Texts) => FIELDS.some((field) => texts[placeOf(domain, field)]?.trim());
  const [before, now] = [says(active), says(draft)];
  if (!before && !now) return 'empty';
  if (!before) return 'added';
  if (!now) return 'removed';
  const differs = FIELDS.some(
    (field) => !same(active[placeOf(domain, field)], draft[placeOf(domain, field)]),
  );
  return differs ? 'changed' : 'same';
}

/** Of the texts of sections alone. */
export const textsOfSections = (sections: CarePlanSections): Texts =>
  textsOf({ sections, change_reason: null, consent_note: null });
