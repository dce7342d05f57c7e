import { isEmail } from './invite';

/** One line: somebody to invite, or who was just now. */
export interface Line {
  id: string;
  given_name: string;
  family_name: string;
  email: string;
  sent: boolean;
}

let last = 0;
/** Ids are this page's own: they tell lines apart while some are sent and some are not. */
export function newLine(part: Partial<Line> = {}): Line {
  last += 1;
  return {
    id: `${Date.now().toString(36)}-${last}`,
    given_name: '',
    family_name: '',
    email: '',
    sent: false,
    ...part,
  };
}

export const isEmpty = ({ given_name, family_name, email }: Line) =>
  !given_name.trim() && !family_name.trim() && !email.trim();

/** Lines that are still to be sent. */
export const waiting = (lines: readonly Line[]) => lines.filter((line) => !line.sent && !isEmpty(line));

/** A copied piece of a spreadsheet: given name, family name, email. A heading and what is not whole is left out. */
export function linesOf(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [given_name = '', family_name = '', email = ''] = line.split(/[\t;,]/).map((cell) => cell.trim());
    return given_name && family_name && isEmail(email) ? [newLine({ given_name, family_name, email })] : [];
  });
}

export type LineProblem = 'given' | 'family' | 'email' | 'twice';

/** What is wrong with lines before they are sent, by the name of the field: `rows.2.email`. */
export function problemsIn(lines: readonly Line[]): Record<string, LineProblem> {
  const found: Record<string, LineProblem> = {};
  const seen = new Set<string>();
  lines.forEach((line, at) => {
    if (line.sent || isEmpty(line)) return;
    if (!line.given_name.trim()) found[`rows.${at}.given_name`] = 'given';
    if (!line.family_name.trim()) found[`rows.${at}.family_name`] = 'family';
    const email = line.email.trim().toLowerCase();
    if (!isEmail(email)) found[`rows.${at}.email`] = 'email';
    else if (seen.has(email)) found[`rows.${at}.email`] = 'twice';
    seen.add(email);
  });
  return found;
}
