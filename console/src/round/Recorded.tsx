import { useTranslations } from 'use-intl';
import { Button, Status, type State } from '~/kit';
import { canUndo } from '~/outbox';
import { useUndo } from './recording';
import type { TaskRowProps } from './TaskRow';
import { useNow } from './time';

const SHAPES: Partial<Record<string, State>> = { done: 'done', declined: 'refused', partly: 'active' };

/** What was tapped, in the place where it was tapped: taken back for six seconds, corrected afterwards. */
export function Recorded({ task, resident, standing, open }: TaskRowProps) {
  const t = useTranslations('round');
  const undo = useUndo();
  const { last, waiting } = task.mark;
  const named = { task: task.title, name: resident.name };
  const outcome =
    last?.deed.kind === 'confirmation' || (!last && standing === 'awaits_confirmation')
      ? t('confirm.done')
      : t(`outcomes.${task.status}`);
  const now = useNow(500);
  const undoable = last !== undefined && canUndo(last, now);
  // A prompt and a confirmation are told once.
  const correctable =
    task.kind !== 'prompt' && last?.deed.kind !== 'confirmation' && standing !== 'awaits_confirmation';
  return (
    <>
      <Status state={waiting ? 'waiting' : (SHAPES[task.status] ?? 'ended')}>
        {waiting ? t('waiting', { outcome }) : t('recorded', { outcome })}
      </Status>
      {undoable ? (
        <Button aria-label={t('undoOf', named)} onPress={() => undo(last)}>
          {t('undo')}
        </Button>
      ) : correctable ? (
        <Button
          tone="quiet"
          icon="edit"
          aria-label={t('correctOf', named)}
          onPress={() => open({ sheet: 'outcome', task, resident })}
        >
          {t('correct')}
        </Button>
      ) : null}
    </>
  );
}
