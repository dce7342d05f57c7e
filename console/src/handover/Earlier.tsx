import type { HandoverOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Link, Section, Status } from '~/kit';
import { dayWords, timeOf } from '~/residents/when';

const FIRST = 5;

interface Props {
  rows: readonly HandoverOut[];
  zone: string;
  /** Reads those before; absent where there are none. */
  more?: (() => void) | undefined;
  busy: boolean;
}

/** The handovers before, the latest first: a few, and all that are known on a press. */
export function Earlier({ rows, zone, more, busy }: Props) {
  const t = useTranslations('handover');
  const c = useTranslations('care.shift');
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <Section title={t('earlier')}>
      {rows.length === 0 ? (
        <p className="quiet">{t('earlierNone')}</p>
      ) : (
        <ol className="handover-earlier">
          {shown.map((row) => (
            <li key={row.id}>
              <Link to="/handover/$id" params={{ id: row.id }} className="standing">
                {t('shiftOf', { shift: c(row.shift), day: dayWords(row.care_day) })}
                {row.unit_name ? ` · ${row.unit_name}` : ''}
              </Link>
              <span className="quiet small numbers">
                {timeOf(row.created_at, zone)} · {t('counts.open', { count: row.open_items })} ·{' '}
                {t('counts.read', { count: row.acknowledged })}
              </span>
              {row.acknowledged_by_me ? <Status state="done">{t('sign.done')}</Status> : null}
            </li>
          ))}
        </ol>
      )}
      {!all && rows.length > FIRST ? (
        <div className="row">
          <Button onPress={() => setAll(true)}>{t('more')}</Button>
        </div>
      ) : more ? (
        <div className="row">
          <Button busy={busy} onPress={more}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
