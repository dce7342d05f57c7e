import { aPlanVersion } from '@almoner/client/testing';
import { describe, expect, it } from 'vitest';
import { markOf, patchOf, placesChanged, rebase, textOfIds, textsOf } from './merge';

const base = { 'sleep.need': 'Wakes at four', 'sleep.support': 'Tea', 'pain.need': 'Hip' };

describe('the patch of what was typed', () => {
  it('holds the parts that changed, whole, and null for one that was emptied', () => {
    const typed = { ...base, 'sleep.need': 'Wakes at five ', 'pain.need': '  ', 'skin.risks': 'Dry' };
    expect(patchOf(base, typed)).toEqual({
      domains: { sleep: { need: 'Wakes at five', support: 'Tea' }, pain: null, skin: { risks: 'Dry' } },
    });
  });

  it('is empty where only spaces at the end differ, for the server trims them', () => {
    expect(patchOf(base, { ...base, 'sleep.need': 'Wakes at four  ' })).toEqual({});
  });

  it('says why the plan changes beside its parts', () => {
    expect(
      patchOf({ 'about.change_reason': 'A' }, { 'about.change_reason': '', 'about.consent_note': 'Yes' }),
    ).toEqual({ change_reason: null, consent_note: 'Yes' });
  });

  it('of a version and itself is empty', () => {
    const texts = textsOf(aPlanVersion({}, 1));
    expect(texts['mobility_falls.preferences']).toBe('I like to take my time');
    expect(patchOf(texts, texts)).toEqual({});
  });
});

describe('what was typed on top of what somebody else saved', () => {
  it('keeps what only one of the two changed', () => {
    const theirs = { ...base, 'sleep.support': 'Milk' };
    const mine = { ...base, 'pain.need': 'Knee' };
    expect(rebase(base, theirs, mine)).toEqual({
      texts: { 'sleep.need': 'Wakes at four', 'sleep.support': 'Milk', 'pain.need': 'Knee' },
      clashes: [],
      taken: ['sleep.support'],
    });
  });

  it('asks where both changed the same text otherwise, and loses neither', () => {
    const { texts, clashes } = rebase(
      base,
      { ...base, 'sleep.need': 'Theirs' },
      { ...base, 'sleep.need': 'Mine' },
    );
    expect(clashes).toEqual([{ place: 'sleep.need', was: 'Wakes at four', theirs: 'Theirs', mine: 'Mine' }]);
    expect(texts['sleep.need']).toBe('Mine');
  });

  it('asks nothing where both wrote the same', () => {
    const both = { ...base, 'sleep.need': 'Sleeps through' };
    expect(rebase(base, both, { ...both, 'sleep.need': 'Sleeps through ' }).clashes).toEqual([]);
  });

  it('asks where one emptied what the other wrote on', () => {
    const { 'sleep.need': _, ...emptied } = base;
    expect(rebase(base, emptied, { ...base, 'sleep.need': 'Mine' }).clashes).toEqual([
      { place: 'sleep.need', was: 'Wakes at four', theirs: '', mine: 'Mine' },
    ]);
    // And what only they emptied is empty.
    expect(placesChanged(rebase(base, emptied, base).texts, emptied)).toEqual([]);
  });
});

describe('what a part rests on', () => {
  const version = aPlanVersion({ sections: { skin: { need: 'Dry', sources: ['b', 'a'] } } }, 1);
  const resting = textsOf(version);

  it('goes along when a text of the part is changed: the part is sent whole', () => {
    expect(patchOf(resting, { ...resting, 'skin.need': 'Dry heels' })).toEqual({
      domains: { skin: { need: 'Dry heels', sources: ['a', 'b'] } },
    });
  });

  it('is a change by itself, and a part of its own', () => {
    expect(patchOf(resting, { ...resting, 'skin.sources': textOfIds(['a', 'b', 'c', 'c']) })).toEqual({
      domains: { skin: { need: 'Dry', sources: ['a', 'b', 'c'] } },
    });
    expect(patchOf(resting, { ...resting, 'skin.sources': '' })).toEqual({
      domains: { skin: { need: 'Dry' } },
    });
    expect(patchOf({}, { 'pain.sources': 'a' })).toEqual({ domains: { pain: { sources: ['a'] } } });
    expect(markOf('skin', resting, { ...resting, 'skin.sources': 'a' })).toBe('changed');
    expect(markOf('pain', {}, { 'pain.sources': 'a' })).toBe('added');
  });

  it('of two people is put together without asking: what either linked, without what either took out', () => {
    const place = 'skin.sources';
    const { texts, clashes, taken } = rebase(
      { [place]: 'a b' },
      { [place]: 'b theirs' },
      { [place]: 'a b mine' },
    );
    expect([texts[place], clashes, taken]).toEqual(['b mine theirs', [], [place]]);
    expect(rebase({ [place]: 'a' }, { [place]: 'a' }, { [place]: 'a mine' }).taken).toEqual([]);
  });
});

it('a part is marked by how it stands beside what is in force', () => {
  const draft = { 'sleep.need': 'Wakes at five', 'sleep.support': 'Tea', 'skin.need': 'Dry' };
  const mark = (domain: Parameters<typeof markOf>[0]) => markOf(domain, base, draft);
  expect([mark('sleep'), mark('pain'), mark('skin'), mark('breathing')]).toEqual([
    'changed',
    'removed',
    'added',
    'empty',
  ]);
  expect(markOf('pain', base, base)).toBe('same');
});
