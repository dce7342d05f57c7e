import type { RoundResidentOut } from '@almoner/client';
import type { HeldRound } from '@almoner/client/react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { MyShift } from '~/duty/MyShift';
import { Button, EmptyState, LinkButton, PageHeader } from '~/kit';
import { useOutbox } from '~/outbox';
import { timeOf } from '~/residents/when';
import { batchesOf, groupsOf, type Group, type ShownTask, type Standing } from './arrange';
import { BatchSheet } from './BatchSheet';
import { ConfirmSheet } from './ConfirmSheet';
import { OutcomeSheet } from './OutcomeSheet';
import { ResidentCard } from './ResidentCard';
import { RoundNotices } from './RoundNotices';
import { useNow } from './time';
import { Welcome } from './Welcome';

/** What is open over the round. The sheets come with the page: without a connection nothing more can be fetched. */
export type Opened =
  { sheet: 'outcome' | 'confirm'; task: ShownTask; resident: RoundResidentOut } | { sheet: 'batch' } | null;

export interface RoundProps {
  held: HeldRound;
  /** Why it could not be read again. */
  error: unknown;
  retry: () => void;
}

export function Round({ held, error, retry }: RoundProps) {
  const t = useTranslations('round');
  const { round, ahead } = held;
  const now = useNow(15_000, ahead);
  const { mine } = useOutbox();
  const [opened, setOpened] = useState<Opened>(null);
  const kept = useKept();
  const groups = groupsOf(round, mine, kept.rows, now);
  useEffect(() => kept.remember(groups));
  const { home } = round;
  const close = () => setOpened(null);
  const batches = batchesOf(groups);
  return (
    <div className="stack round">
      <PageHeader
        title={t('title')}
        sub={<Welcome home={home} now={now} />}
        actions={
          batches.length > 0 ? (
            <Button icon="people" onPress={() => setOpened({ sheet: 'batch' })}>
              {t('several')}
            </Button>
          ) : null
        }
      />
      <MyShift round={round} now={now} />
      <RoundNotices held={held} error={error} retry={retry} now={now} />
      {groups.length === 0 ? (
        <EmptyState
          icon="check"
          title={
            home.next_due_from
              ? t('emptyUntil', { time: timeOf(home.next_due_from, home.time_zone) })
              : t('emptyTitle')
          }
          action={
            <LinkButton to="/record" icon="edit">
              {t('toRecord')}
            </LinkButton>
          }
        >
          {t('empty')}
        </EmptyState>
      ) : (
        groups.map((group) => (
          <section key={group.standing} className="stack" aria-labelledby={`group-${group.standing}`}>
            <h2 id={`group-${group.standing}`} className="round-group">
              {t(`groups.${group.standing}`)}{' '}
              <span className="quiet">{t('count', { count: group.count })}</span>
            </h2>
            <ul className="round-cards">
              {group.cards.map((card) => (
                <ResidentCard
                  key={card.resident.id}
                  card={card}
                  standing={group.standing}
                  home={home}
                  now={now}
                  open={setOpened}
                />
              ))}
            </ul>
          </section>
        ))
      )}
      {opened?.sheet === 'outcome' ? <OutcomeSheet {...opened} home={home} close={close} /> : null}
      {opened?.sheet === 'confirm' ? <ConfirmSheet {...opened} home={home} close={close} /> : null}
      {opened?.sheet === 'batch' ? <BatchSheet batches={batches} home={home} close={close} /> : null}
    </div>
  );
}

/**
 * What was recorded while this page is open, with the place that it had: a card that vanished would put another one under the
 * thumb that is about to press.
 */
function useKept() {
  const [rows] = useState(() => new Map<string, { task: ShownTask; standing: Standing }>());
  return {
    rows,
    remember: (groups: readonly Group[]) => {
      for (const { standing, cards } of groups) {
        for (const task of cards.flatMap((card) => card.tasks)) {
          if (task.status === 'due' && task.mark.none) {
            rows.delete(task.id);
            continue;
          }
          // Where somebody else was quicker it is theirs that holds.
          const status = task.mark.attention?.theirs?.task.status ?? task.status;
          rows.set(task.id, { task: { ...task, status }, standing });
        }
      }
    },
  };
}
