import { isApiError } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Button, Status, type State } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { timeOf } from '~/residents/when';
import type { KeeperState, Saving } from './keeper';

const SHAPES: Record<Saving, State> = {
  saved: 'done',
  typing: 'draft',
  saving: 'draft',
  offline: 'waiting',
  failed: 'refused',
  clash: 'overdue',
  closed: 'refused',
  long: 'refused',
};

/** "Saved 14:03": how what is typed stands with the server, always at the same place. */
export function SaveState({ state, zone, onSave }: { state: KeeperState; zone: string; onSave: () => void }) {
  const t = useTranslations('planEditor');
  const words = useFailureWords();
  const { saving, savedAt, error } = state;
  // What is wrong with which text says more than that something is.
  const whyOf = (why: unknown) => (isApiError(why) && why.fields[0]?.message) || words(why);
  const say = {
    saved: () =>
      savedAt ? t('state.saved', { time: timeOf(savedAt.toISOString(), zone) }) : t('state.fresh'),
    typing: () => t('state.typing'),
    saving: () => t('state.saving'),
    offline: () => t('state.offline'),
    failed: () => t('state.failed', { why: whyOf(error) }),
    clash: () => t('state.clash'),
    closed: () => t('state.closed'),
    long: () => t('state.long'),
  }[saving];
  return (
    <div className="row save-state">
      {/* "Not saved yet" with every key is no news to who listens; what comes of it is. */}
      <span role="status" aria-live={saving === 'typing' || saving === 'saving' ? 'off' : 'polite'}>
        <Status state={SHAPES[saving]}>{say()}</Status>
      </span>
      {saving === 'offline' || saving === 'failed' ? (
        <Button tone="quiet" onPress={onSave}>
          {t('tryAgain')}
        </Button>
      ) : null}
    </div>
  );
}
