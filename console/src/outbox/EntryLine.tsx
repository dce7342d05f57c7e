import { useSession } from '@almoner/client/react';
import { momentWords } from '~/residents/when';
import type { Entry } from './entry';

/** Whom, what and when, on the clock of the home. */
export function EntryLine({ entry }: { entry: Entry }) {
  const homes = useSession({ enabled: false }).data?.homes ?? [];
  const zone = homes.find(({ id }) => id === entry.home)?.time_zone ?? 'Europe/London';
  const { who, what } = entry.about;
  const at = 'occurred_at' in entry.deed.body ? entry.deed.body.occurred_at : undefined;
  return (
    <p>
      <span className="strong">{who ? `${who} · ${what}` : what}</span>{' '}
      <span className="quiet small numbers">{momentWords(at ?? new Date(entry.at).toISOString(), zone)}</span>
    </p>
  );
}
