import type { CarePlanVersionOut } from '@almoner/client';
import { useUpdateDraft } from '@almoner/client/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { dropDraft, keepDraft, readDraft } from '~/form';
import { patient } from '~/session/patient';
import { usePersonId } from '~/session/person';
import { Keeper, type Kept, type KeeperState } from './keeper';

function later(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

/** What keeps the draft that is open, and how it stands. `version`: the draft as it was read last. */
export function useKeeper(version: CarePlanVersionOut): { keeper: Keeper; state: KeeperState } {
  const person = usePersonId();
  // The same function as long as the editor stands.
  const { mutateAsync } = useUpdateDraft(version.id);
  const [keeper] = useState(() => {
    const name = `plan.${version.id}`;
    return new Keeper({
      version,
      kept: readDraft<Kept>(person, name)?.values ?? null,
      save: (record, patch) => patient(() => mutateAsync({ record, patch })),
      keep: (kept) =>
        kept ? keepDraft(person, name, { values: kept, at: Date.now() }) : dropDraft(person, name),
      later,
    });
  });
  useEffect(() => keeper.arrived(version), [keeper, version]);
  useEffect(() => {
    keeper.open();
    const hidden = () => document.visibilityState === 'hidden' && keeper.flush();
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('online', keeper.flush);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('online', keeper.flush);
      keeper.close();
    };
  }, [keeper]);
  const state = useSyncExternalStore(keeper.subscribe, () => keeper.state);
  return { keeper, state };
}
