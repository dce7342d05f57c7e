import { useTranslations } from 'use-intl';
import { Button, EmptyState, Notice, PageHeader, Section, Skeleton, toast } from '~/kit';
import { useSignOut } from '~/session/sign-out';
import { useOnline } from '~/shell/online';
import { HandIn } from './HandIn';
import { WaitingEntry } from './WaitingEntry';
import './outbox.css';
import { useOutbox } from './use-outbox';
import { theOutbox } from './current';

/** Every entry on this device that has not arrived, and what can be done about it. Of others': whose, and how many. */
export function WaitingPage({ leaving, stay }: { leaving: boolean; stay: () => void }) {
  const t = useTranslations('outbox');
  const h = useTranslations('handIn');
  const online = useOnline();
  const signOut = useSignOut();
  const { read, broken, mine, waiting, others } = useOutbox();
  const leave = () => void signOut('sure').catch(() => toast({ text: t('leaveFailed'), tone: 'bad' }));
  const shown = mine.filter(({ state }) => state !== 'sent');
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        sub={t('intro')}
        actions={
          waiting > 0 && online ? (
            <Button onPress={() => void theOutbox().retry()}>{t('sendNow')}</Button>
          ) : null
        }
      />
      {leaving ? (
        <Notice
          tone="warn"
          title={waiting > 0 ? t('leaving') : t('emptyTitle')}
          action={
            <>
              <Button onPress={stay}>{t('stay')}</Button>
              <Button tone="quiet" icon="out" onPress={leave}>
                {t('leave')}
              </Button>
            </>
          }
        >
          {waiting > 0 ? t('leavingWhy', { count: waiting }) : t('empty')}
        </Notice>
      ) : null}
      {broken ? <Notice tone="bad">{t('broken')}</Notice> : null}
      {!online && waiting > 0 ? <Notice tone="warn">{t('offline')}</Notice> : null}
      {!read ? (
        <Skeleton kind="rows" lines={3} />
      ) : shown.length === 0 && others.length > 0 ? (
        <p>{h('mine')}</p>
      ) : shown.length === 0 ? (
        <EmptyState icon="check" title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <ol className="outbox-list" aria-label={t('title')}>
          {shown.map((entry) => (
            <WaitingEntry key={entry.key} entry={entry} />
          ))}
        </ol>
      )}
      {others.length > 0 ? (
        <Section title={t('others')}>
          {others.map((of) => (
            <div key={of.id} className="stack tight">
              <p className="strong">{t('othersOf', { name: of.name, count: of.count })}</p>
              <p className="quiet">
                {of.toHandIn.length > 0
                  ? h('forOthers', { name: of.name })
                  : t('othersWhy', { name: of.name })}
              </p>
              {of.toHandIn.length > 0 ? <HandIn of={of} /> : null}
            </div>
          ))}
        </Section>
      ) : null}
    </div>
  );
}
