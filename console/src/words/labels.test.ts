import compile from 'icu-minify/compile';
import { createTranslator } from 'use-intl';
import { describe, expect, it } from 'vitest';
import { words } from '.';
import { labelled } from './labels';

const member = { resident: { singular: 'individual', plural: 'people we support' } };
const service = { home: { singular: 'service', plural: 'services' } };
const say = (text: string, labels: Parameters<typeof labelled>[1]) => labelled({ text }, labels).text;

describe('the words of an organisation', () => {
  it('are ours where a new organisation has them with a capital', () => {
    const first = { resident: { singular: 'Resident', plural: 'Residents' } };
    expect(say('Find a resident or a page', first)).toBe('Find a resident or a page');
  });

  it('stand wherever ours are read, in the singular, the plural and with a capital', () => {
    expect(say('Find a resident or a page', member)).toBe('Find an individual or a page');
    expect(say('Residents of this home', { ...member, ...service })).toBe(
      'People we support of this service',
    );
    expect(say('A resident is here', member)).toBe('An individual is here');
    expect(say('All homes', service)).toBe('All services');
    expect(
      say('The resident’s key worker', { key_worker: { singular: 'named nurse', plural: 'named nurses' } }),
    ).toBe('The resident’s named nurse');
  });

  it('leave arguments, their kinds and the keys of choices as they are', () => {
    const message =
      '{home, select, home {a home} other {{count, plural, one {# home} other {# homes}}}} of {home}';
    const compiled = (text: string, labels: Parameters<typeof labelled>[1]) =>
      labelled({ text: compile(text) }, labels).text;
    expect(compiled(message, service)).toEqual(
      compile(
        '{home, select, home {a service} other {{count, plural, one {# service} other {# services}}}} of {home}',
      ),
    );
    expect(compiled('{home, date, home} at the home', service)).toEqual(
      compile('{home, date, home} at the service'),
    );
    expect(compiled('The <home>home of {home}</home>', service)).toEqual(
      compile('The <home>service of {home}</home>'),
    );
    expect(compiled('{home, plural, =1 {home} other {#}}', service)).toEqual(
      compile('{home, plural, =1 {service} other {#}}'),
    );
  });

  it('leave the place where somebody lives alone', () => {
    expect(say('Went home', service)).toBe('Went home');
    expect(say('Returned to their own home from another home', service)).toBe(
      'Returned to their own home from another service',
    );
    expect(say('Homely', service)).toBe('Homely');
  });

  it('are text, whatever signs an organisation uses', () => {
    const odd = { resident: { singular: "{it's} <b>", plural: 'x' } };
    const messages = labelled({ a: { text: 'One resident' } }, odd);
    const t = createTranslator({ locale: 'en-GB', messages: messages as never }) as (key: string) => string;
    expect(t('a.text')).toBe("One {it's} <b>");
  });

  it('stand small within a sentence, however they were typed', () => {
    const typed = { resident: { singular: 'Member', plural: 'SUs' } };
    expect(say('Find a resident or a page', typed)).toBe('Find a member or a page');
    expect(say('Their residents', typed)).toBe('Their SUs');
  });

  it('cost nothing where they are ours', () => {
    expect(labelled(words, { resident: { singular: 'Resident', plural: 'Residents' } })).toBe(words);
    const ours = { resident: { singular: 'resident', plural: 'residents' } };
    expect(labelled(words, ours)).toBe(words);
    expect(labelled(words, undefined)).toBe(words);
  });

  it('leave every message of the catalogue whole', () => {
    const other = labelled(words, { ...member, ...service });
    /** Everything but the texts between the arguments. */
    const frame = (value: unknown): unknown => {
      if (typeof value === 'string') return 'text';
      if (Array.isArray(value)) return value.map((part) => (Array.isArray(part) ? part[0] : frame(part)));
      return Object.entries(value as object).map(([key, inner]) => [key, frame(inner)]);
    };
    expect(frame(other)).toEqual(frame(words));
    expect(other.residents.title).toBe('People we support');
  });
});
