import { ApiError, type CarePlanVersionOut, type CarePlanVersionPatch } from '@almoner/client';
import { withDomains } from '@almoner/client/react';
import { aPlanVersion } from '@almoner/client/testing';
import { describe, expect, it } from 'vitest';
import { Keeper, type Kept } from './keeper';

const draft = (fields: Partial<CarePlanVersionOut> = {}) => aPlanVersion({ status: 'draft', ...fields }, 2);

/** A server with one draft, a clock that runs when the test says so, and a device that keeps. */
function desk(kept: Kept | null = null, version = draft()) {
  const server = { row: version, dead: false, refuse: null as ApiError | null };
  const sent: CarePlanVersionPatch[] = [];
  const waiting: { milliseconds: number; work: () => void; off: boolean }[] = [];
  const device = { kept };
  /** Saves that wait to be answered, where the test wants to come between. */
  let hold: (() => Promise<void>) | null = null;
  const save = async (record: { version: number }, patch: CarePlanVersionPatch) => {
    if (hold) await hold();
    if (server.dead) throw new ApiError({ code: 'network', message: 'Out of reach', retryable: true });
    if (server.refuse) throw server.refuse;
    if (record.version !== server.row.version) {
      throw new ApiError({ code: 'stale', status: 412, message: 'Stale', current: server.row });
    }
    sent.push(patch);
    const { domains, sections: _, ...rest } = patch;
    server.row = {
      ...server.row,
      ...(rest as Partial<CarePlanVersionOut>),
      version: server.row.version + 1,
      sections: withDomains(server.row.sections, domains),
    };
    return server.row;
  };
  const keeper = new Keeper({
    version,
    kept,
    save,
    keep: (next) => {
      device.kept = next;
    },
    later: (milliseconds, work) => {
      const one = { milliseconds, work, off: false };
      waiting.push(one);
      return () => {
        one.off = true;
      };
    },
  });
  /** Until everything that was begun has been answered. */
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    keeper,
    server,
    sent,
    device,
    settled,
    /** The time that was waited for has passed. */
    async pass() {
      const due = waiting.splice(0).filter((one) => !one.off);
      for (const one of due) one.work();
      await settled();
      return due.length;
    },
    theyWrite(domains: NonNullable<CarePlanVersionPatch['domains']>, more: Partial<CarePlanVersionOut> = {}) {
      const { row } = server;
      server.row = {
        ...row,
        ...more,
        version: row.version + 1,
        sections: withDomains(row.sections, domains),
      };
      return server.row;
    },
    holdSaves() {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      hold = () => opened;
      return () => {
        hold = null;
        open();
      };
    },
  };
}

describe('a draft that is written', () => {
  it('is saved once after the last key, only what changed, and the device lets go of it', async () => {
    const { keeper, sent, device, pass } = desk();
    keeper.type('sleep.need', 'W');
    keeper.type('sleep.need', 'Wakes at five');
    expect(keeper.state.saving).toBe('typing');
    expect(device.kept?.texts['sleep.need']).toBe('Wakes at five');
    expect(await pass()).toBe(1);
    expect(sent).toEqual([{ domains: { sleep: { need: 'Wakes at five', support: 'Offer a warm drink' } } }]);
    expect(keeper.state.saving).toBe('saved');
    expect(keeper.state.savedAt).not.toBeNull();
    expect(device.kept).toBeNull();
  });

  it('saves afterwards what was typed while a save was on its way', async () => {
    const { keeper, sent, pass, holdSaves, settled } = desk();
    const go = holdSaves();
    keeper.type('sleep.need', 'One');
    await pass();
    expect(keeper.state.saving).toBe('saving');
    keeper.type('sleep.need', 'One and two');
    go();
    await settled();
    expect(keeper.state.saving).toBe('typing');
    await pass();
    expect(sent.map(({ domains }) => domains?.sleep?.need)).toEqual(['One', 'One and two']);
    expect(keeper.state.saving).toBe('saved');
  });

  it('is not sent where nothing is left to be saved', async () => {
    const { keeper, sent, pass } = desk();
    keeper.type('sleep.need', 'Other');
    keeper.type('sleep.need', 'Wakes at four');
    expect(keeper.state.saving).toBe('saved');
    expect(await pass()).toBe(0);
    expect(sent).toEqual([]);
  });

  it('is not sent while a text is too long, and says so', async () => {
    const { keeper, sent, pass } = desk();
    keeper.type('sleep.need', 'x'.repeat(4001));
    await pass();
    expect(keeper.state.saving).toBe('long');
    expect(sent).toEqual([]);
    keeper.type('sleep.need', 'x'.repeat(4000));
    await pass();
    expect(keeper.state.saving).toBe('saved');
  });
});

describe('without a connection', () => {
  it('everything stays on the device, and goes when there is one', async () => {
    const { keeper, server, sent, device, pass, settled } = desk();
    server.dead = true;
    keeper.type('pain.need', 'Her knee');
    await pass();
    expect(keeper.state.saving).toBe('offline');
    expect(device.kept?.texts['pain.need']).toBe('Her knee');
    // It tries again by itself.
    expect(await pass()).toBe(1);
    expect(sent).toEqual([]);
    server.dead = false;
    keeper.flush();
    await settled();
    expect(sent).toEqual([{ domains: { pain: { need: 'Her knee' } } }]);
    expect(keeper.state.saving).toBe('saved');
  });

  it('what was typed before a reload comes back and is saved', async () => {
    const first = desk();
    first.server.dead = true;
    first.keeper.type('pain.need', 'Her knee');
    first.keeper.close();
    await first.settled();
    const kept = first.device.kept;
    const again = desk(kept);
    expect(again.keeper.state.texts['pain.need']).toBe('Her knee');
    expect(again.keeper.state.broughtBack).toBe(true);
    await again.pass();
    expect(again.sent).toEqual([{ domains: { pain: { need: 'Her knee' } } }]);
    expect(again.device.kept).toBeNull();
  });
});

describe('somebody else writes in the same draft', () => {
  it('in another text: both stand, without a question', async () => {
    const { keeper, sent, server, theyWrite, pass } = desk();
    theyWrite({ sleep: { need: 'Wakes at four', support: 'Milk' } });
    keeper.type('sleep.need', 'Wakes at five');
    await pass();
    // The part was sent whole, with what they wrote in it.
    expect(sent).toEqual([{ domains: { sleep: { need: 'Wakes at five', support: 'Milk' } } }]);
    expect(server.row.sections.sleep).toEqual({ need: 'Wakes at five', support: 'Milk' });
    expect(keeper.state).toMatchObject({ saving: 'saved', taken: true, clashes: [] });
  });

  it('in the same text: nothing is sent until somebody chooses, and both are there to choose from', async () => {
    const { keeper, sent, server, device, theyWrite, pass, settled } = desk();
    theyWrite({ sleep: { need: 'Sleeps through', support: 'Offer a warm drink' } });
    keeper.type('sleep.need', 'Wakes at five');
    await pass();
    expect(keeper.state.saving).toBe('clash');
    expect(keeper.state.clashes).toEqual([
      { place: 'sleep.need', was: 'Wakes at four', theirs: 'Sleeps through', mine: 'Wakes at five' },
    ]);
    expect(sent).toEqual([]);
    expect(device.kept?.texts['sleep.need']).toBe('Wakes at five');
    keeper.settle({ 'sleep.need': 'Sleeps through\n\nWakes at five' });
    await settled();
    expect(server.row.sections.sleep?.need).toBe('Sleeps through\n\nWakes at five');
    expect(keeper.state.saving).toBe('saved');
  });

  it('while nothing is typed here: it stands there', async () => {
    const { keeper, theyWrite } = desk();
    keeper.arrived(theyWrite({ skin: { need: 'Dry' } }));
    expect(keeper.state.texts['skin.need']).toBe('Dry');
    expect(keeper.state.saving).toBe('saved');
  });

  it('and hands it in: what was not saved is kept to be copied, and nothing is sent any more', async () => {
    const { keeper, sent, device, theyWrite, pass } = desk();
    keeper.type('sleep.need', 'Wakes at five');
    theyWrite({}, { status: 'in_review', can: [] });
    await pass();
    expect(keeper.state.saving).toBe('closed');
    expect(keeper.state.texts['sleep.need']).toBe('Wakes at five');
    expect(device.kept?.texts['sleep.need']).toBe('Wakes at five');
    keeper.flush();
    expect(sent).toEqual([]);
  });
});

describe('before it is handed in', () => {
  it('everything typed is with the server', async () => {
    const { keeper, sent } = desk();
    keeper.type('sleep.need', 'Wakes at five');
    expect(await keeper.done()).toBe(true);
    expect(sent).toHaveLength(1);
    // And with nothing typed it is at once.
    expect(await keeper.done()).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('or it is not handed in', async () => {
    const { keeper, server } = desk();
    server.refuse = new ApiError({ code: 'internal', status: 500, message: 'Ours' });
    keeper.type('sleep.need', 'Wakes at five');
    expect(await keeper.done()).toBe(false);
    expect(keeper.state.saving).toBe('failed');
  });
});
