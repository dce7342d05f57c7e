import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Notice } from '~/kit';
import { useOnline } from '~/shell/online';
import { canBeHandedIn, type Entry } from './entry';
import { EntryLine } from './EntryLine';
import { HandInDialog } from './HandInDialog';
import type { Others } from './use-outbox';

/** What somebody left on this device, for a manager of the home: the way to hand it in, and what was not taken and why. */
export function HandIn({ of }: { of: Others }) {
  const t = useTranslations('handIn');
  const online = useOnline();
  const [open, setOpen] = useState(false);
  const { name, toHandIn } = of;
  const count = toHandIn.filter(canBeHandedIn).length;
  return (
    <div className="stack tight">
      {count === 0 ? null : (
        <div className="row">
          <Button isDisabled={!online} onPress={() => setOpen(true)}>
            {t('act', { count, name })}
          </Button>
          {online ? null : <span className="quiet">{t('offline')}</span>}
        </div>
      )}
      <Stays entries={toHandIn} name={name} />
      {open ? <HandInDialog of={of} close={() => setOpen(false)} /> : null}
    </div>
  );
}

/** Those that were handed in and not taken, and those that nobody hands in, each with the reason. */
function Stays({ entries, name }: { entries: readonly Entry[]; name: string }) {
  const t = useTranslations('handIn');
  const stay = entries.filter((entry) => entry.notTaken !== undefined || !canBeHandedIn(entry));
  if (stay.length === 0) return null;
  const title = t('stay', { count: stay.length });
  return (
    <Notice tone="warn" title={title}>
      <ul className="outbox-stays" aria-label={title}>
        {stay.map((entry) => (
          <li key={entry.key}>
            <EntryLine entry={entry} />
            <p className="small">{reasonOf(entry) ?? t('onlyThey', { name })}</p>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** In the server's words; it names the field where one is wrong. */
function reasonOf({ notTaken }: Entry): string | undefined {
  return notTaken && (notTaken.fields[0]?.message ?? notTaken.message);
}
