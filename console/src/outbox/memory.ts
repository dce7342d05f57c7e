import type { Entry } from './entry';
import type { Store } from './store';

/** A store for tests, which keeps nothing beyond them; `broken` as on a device that forbids keeping. */
export function memoryStore(broken = false): Store & { rows: Map<string, Entry> } {
  const rows = new Map<string, Entry>();
  let seq = 0;
  const kept = async () => {
    if (broken) throw new DOMException('no', 'InvalidStateError');
  };
  return {
    rows,
    async all() {
      await kept();
      return [...rows.values()].map((entry) => structuredClone(entry));
    },
    async add(entry) {
      await kept();
      seq += 1;
      const added = structuredClone({ ...entry, seq });
      rows.set(entry.key, added);
      return added;
    },
    async change(key, change) {
      await kept();
      const entry = rows.get(key);
      const next = entry && change(entry);
      if (next === null) rows.delete(key);
      else if (next) rows.set(key, structuredClone(next));
      return next;
    },
  };
}
