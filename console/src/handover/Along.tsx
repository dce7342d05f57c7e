import { useNotes, useTasks } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { Section } from '~/kit';

const A_DAY = 24 * 3_600_000;
const MOST = 100;

/** What goes along by itself since the handover before: flagged notes and missed tasks of residents whom the reader sees. */
export function Along({ home, since }: { home: SessionHome; since: string | null }) {
  const t = useTranslations('handover.form');
  const [dayAgo] = useState(() => new Date(Date.now() - A_DAY).toISOString());
  const query = { home: home.id, from: since ?? dayAgo, limit: MOST };
  const flagged = useNotes({ ...query, flagged: true });
  const missed = useTasks({ ...query, status: ['missed'] });
  if (!flagged.data || !missed.data) return null;
  const notes = flagged.rows.filter(({ struck_at }) => !struck_at).length;
  return (
    <Section title={t('along')} sub={t('alongWhy')}>
      <ul className="handover-along">
        <li>{flagged.hasNextPage ? t('flaggedAtLeast', { count: MOST }) : t('flagged', { count: notes })}</li>
        <li>
          {missed.hasNextPage
            ? t('missedAtLeast', { count: MOST })
            : t('missed', { count: missed.rows.length })}
        </li>
      </ul>
    </Section>
  );
}
