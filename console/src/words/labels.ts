/** A word in the singular and the plural, as an organisation says it. */
export interface LabelWord {
  singular: string;
  plural: string;
}
export type Labels = Readonly<Record<string, LabelWord>>;

/** Our own words: what the catalogue is written in. */
export const OURS: Labels = {
  resident: { singular: 'resident', plural: 'residents' },
  home: { singular: 'home', plural: 'homes' },
  rota: { singular: 'rota', plural: 'rotas' },
  key_worker: { singular: 'key worker', plural: 'key workers' },
  handover: { singular: 'handover', plural: 'handovers' },
};

/** The place where somebody lives is no word of ours: "went home", "their own home". */
const EVERYDAY = String.raw`(?:went|goes?|going|came|comes?|coming|return(?:s|ed|ing)?|own|at) homes?`;

/**
 * The catalogue in an organisation's words: "resident" becomes "member" wherever people read it, in the singular, the plural
 * and with a capital, and "a resident" becomes "an individual". The catalogue itself is written in our words, so that a new
 * screen has nothing to do for it. Where the words are ours, the catalogue comes back as it is.
 */
export function labelled<T extends object>(catalogue: T, labels: Labels | undefined): T {
  const theirs = new Map<string, string>();
  for (const [word, { singular, plural }] of Object.entries(OURS)) {
    const said = labels?.[word];
    if (said && inSentence(said.singular) !== singular) theirs.set(singular, inSentence(said.singular));
    if (said && inSentence(said.plural) !== plural) theirs.set(plural, inSentence(said.plural));
  }
  if (theirs.size === 0) return catalogue;
  const words = [...theirs.keys()].join('|');
  const found = new RegExp(String.raw`\b(?:${EVERYDAY}|(?:(an?) )?(${words}))\b`, 'gi');
  const swap = (text: string) =>
    text.replace(found, (whole: string, article: string | undefined, word: string | undefined) => {
      const said = word && theirs.get(word.toLowerCase());
      if (!said) return whole;
      const cased = /^\p{Lu}/u.test(word) ? said[0]!.toUpperCase() + said.slice(1) : said;
      return (article ? `${articleOf(said, article)} ` : '') + cased;
    });
  return walk(catalogue, swap) as T;
}

/** "Member" as it stands within a sentence; "SU" stays what it is. */
function inSentence(word: string): string {
  return /^\p{Lu}\p{Lu}/u.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1);
}

/** By the first letter, which is nearly always right; an organisation that says "hour" is not known to us. */
function articleOf(word: string, as: string): string {
  const article = /^[aeiou]/i.test(word) ? 'an' : 'a';
  return as.startsWith('A') ? article.replace('a', 'A') : article;
}

/** A part of a message as the build has compiled it (icu-minify). */
type Part = string | number | unknown[];

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return (value as Part[]).map((part) => readable(part, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, change)]));
}

/** Changes what people read of a message, not the names and kinds of its arguments nor the keys of its choices. */
function readable(part: Part, change: (text: string) => string): Part {
  if (typeof part === 'string') return change(part);
  if (!Array.isArray(part)) return part;
  const [name, kind, ...rest] = part;
  if (kind === undefined) return part;
  // A tag: what stands in it.
  if (typeof kind !== 'number')
    return [name, ...part.slice(1).map((inner) => readable(inner as Part, change))];
  return CHOOSING.has(kind) ? [name, kind, walk(rest[0], change)] : part;
}
/** Select, plural and ordinal choose between texts; other kinds show a value. */
const CHOOSING = new Set([1, 2, 3]);
