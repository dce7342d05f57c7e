import { describe, expect, it } from 'vitest';
import { CARER } from '~/test/carer';
import { held, hold, letAllGo, opened, type Held, type Shelf } from './vault';

const ASHA = { profile_id: 'asha', given_name: 'Asha', name: 'Asha Rao' };
const BEN = { profile_id: 'ben', given_name: 'Ben', name: 'Ben Adeyemi' };
const HOUR = 3_600_000;

function memory(): Shelf & { rows: Map<string, Held> } {
  const rows = new Map<string, Held>();
  return {
    rows,
    all: async () => [...rows.values()],
    put: async (row) => void rows.set(row.id, row),
    drop: async (id) => void rows.delete(id),
    clear: async () => rows.clear(),
  };
}

describe('a shared tablet without a connection', () => {
  it('opens with the PIN of whoever was on it within 16 hours, and with no other', async () => {
    const shelf = memory();
    await hold(ASHA, '739104', CARER, { now: 0, shelf });
    await hold(BEN, '739104', CARER, { now: 2 * HOUR, shelf });
    const at = { now: 3 * HOUR, shelf };
    expect((await held(at)).map(({ person }) => person.given_name)).toEqual(['Ben', 'Asha']);
    expect(await opened('asha', '739104', at)).toEqual(CARER);
    expect(await opened('asha', '739105', at)).toBeNull();
    expect(await opened('chloe', '739104', at)).toBeNull();
    // The same PIN of two people is not the same on the disk, and neither is there.
    const [one, other] = [...shelf.rows.values()];
    expect(one!.hash).not.toEqual(other!.hash);
    expect(JSON.stringify([...shelf.rows.values()])).not.toContain('739104');
    expect(await opened('asha', '739104', { now: 17 * HOUR, shelf })).toBeNull();
    // Nor is anybody younger for a clock that was set back.
    expect(await opened('ben', '739104', { now: HOUR, shelf })).toBeNull();
  });

  it('forgets whoever was tried five times, and counts anew after a right one', async () => {
    const shelf = memory();
    await hold(ASHA, '739104', CARER, { now: 0, shelf });
    const at = { now: HOUR, shelf };
    for (let n = 0; n < 4; n += 1) expect(await opened('asha', `55500${n}`, at)).toBeNull();
    expect(await opened('asha', '739104', at)).toEqual(CARER);
    for (let n = 0; n < 5; n += 1) expect(await opened('asha', `55500${n}`, at)).toBeNull();
    expect(await opened('asha', '739104', at)).toBeNull();
    await hold(BEN, '739104', CARER, { now: 0, shelf });
    await letAllGo(shelf);
    expect(await held(at)).toEqual([]);
  });
});
