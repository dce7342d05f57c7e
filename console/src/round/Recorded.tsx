import { useTranslations } from 'use-intl';
import { Button, Status, type State } from '~/kit';
import { canUndo, type Entry } from '~/outbox';
import { useUndo } from './recording';
import type { TaskRowProps } from './TaskRow';
import { useNow } from './time';

const SHAPES: Partial<Record<string, State>> = { done: 'done', declined: 'refused', partly: 'active' };

/** What was tapped, in the place where it was tapped: taken back for six seconds, corrected afterwards. */
export function Recorded({ task, resident, standing, open }: TaskRowProps) {
  const t = useTranslations('round');
  const { last, waiting } = task.mark;
  const named = { task: task.title, name: resident.name };
  const outcome =
    last?.deed.kind === 'confirmation' || (!last && standing === 'awaits_confirmation')
      ? t('confirm.done')
      : t(`outcomes.${task.status}`);
  return (
    <>
      <Status state={waiting ? 'waiting' : (SHAPES[task.status] ?? 'ended')}>
        {waiting ? t('waiting', { outcome }) : t('recorded', { outcome })}
      </Status>
      {last && waiting ? <UndoWhile entry={last} label={t('undoOf', named)} /> : null}
      {task.kind === 'prompt' ||
      last?.deed.kind === 'confirmation' ||
      standing === 'awaits_confirmation' ? null : (
        <Button
          tone="quiet"
          icon="edit"
          aria-label={t('correctOf', named)}
          onPress={() => open({ sheet: 'outcome', task, resident })}
        >
          {t('correct')}
        </Button>
      )}
    </>
  );
}

function UndoWhile({ entry, label }: { entry: Entry; label: string }) {
  const t = useTranslations('round');
  const undo = useUndo();
  const now = useNow(500);
  if (!canUndo(entry, now)) return null;
  return (
    <Button aria-label={label} onPress={() => undo(entry)}>
      {t('undo')}
    </Button>
  );
}
