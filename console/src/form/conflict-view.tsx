import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button, RadioGroup } from '~/kit';
import type { Conflict } from './use-form';

type Side = 'yours' | 'theirs';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Fields in which the two differ, and the side that is plain: whoever alone changed it. Both changed it: nobody's. */
export function differences<V extends object>({ before, theirs, yours }: Omit<Conflict<V>, 'labels'>) {
  return (Object.keys(yours) as (keyof V & string)[])
    .filter((name) => !same(yours[name], theirs[name]))
    .map((name) => ({
      name,
      side: (same(before[name], yours[name])
        ? 'theirs'
        : same(before[name], theirs[name])
          ? 'yours'
          : null) as Side | null,
    }));
}

/** The version that was saved meanwhile beside what is typed here: a choice for each difference. */
export function ConflictView<V extends object>(props: {
  conflict: Conflict<V>;
  busy: boolean;
  onSettle: (values: V) => Promise<void>;
  cancel?: ReactNode;
}) {
  const { conflict, busy, onSettle, cancel } = props;
  const t = useTranslations('conflict');
  const [differing] = useState(() => differences(conflict));
  const [chosen, setChosen] = useState<Record<string, Side | null>>(() =>
    Object.fromEntries(differing.map(({ name, side }) => [name, side])),
  );
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  function show(value: unknown): string {
    if (value === null || value === undefined || value === '') return t('empty');
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (Array.isArray(value)) return value.map(show).join(', ') || t('empty');
    if (typeof value === 'object') return String((value as { name?: unknown }).name ?? JSON.stringify(value));
    return String(value);
  }

  const all = (side: Side) => setChosen(Object.fromEntries(differing.map(({ name }) => [name, side])));
  const open = differing.find(({ name }) => !chosen[name]);
  return (
    <div className="form conflict">
      <div className="summary warn">
        <h2 ref={heading} tabIndex={-1}>
          {t('title')}
        </h2>
        <p>{t('intro')}</p>
      </div>
      <div className="row">
        <Button onPress={() => all('yours')}>{t('keepAllYours')}</Button>
        <Button onPress={() => all('theirs')}>{t('keepAllTheirs')}</Button>
      </div>
      {differing.map(({ name }) => {
        const label = conflict.labels[name] ?? name;
        return (
          <RadioGroup<Side>
            key={name}
            name={name}
            label={label}
            hint={t('was', { value: show(conflict.before[name]) })}
            value={chosen[name] ?? null}
            onChange={(side) => setChosen({ ...chosen, [name]: side })}
            error={tried && !chosen[name] ? t('choose', { label }) : undefined}
            options={[
              { id: 'yours', label: t('yours'), hint: show(conflict.yours[name]) },
              { id: 'theirs', label: t('theirs'), hint: show(conflict.theirs[name]) },
            ]}
          />
        );
      })}
      <div className="actions">
        <Button
          tone="primary"
          busy={busy}
          onPress={() => {
            setTried(true);
            if (open) return;
            const settled = { ...conflict.theirs };
            for (const { name } of differing)
              if (chosen[name] === 'yours') settled[name] = conflict.yours[name];
            void onSettle(settled);
          }}
        >
          {t('save')}
        </Button>
        {cancel}
      </div>
    </div>
  );
}
