import type { RoundResidentOut, TaskOutcome, TaskRecordIn } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { put, undo, type Entry, type Put } from '~/outbox';
import type { ShownTask } from './arrange';

/** The moment of a tap by this device's clock; the server judges it by its own. */
export const tapped = (): string => new Date().toISOString();

/** Puts a deed into the outbox; null where the device keeps nothing, which has been said then. */
export function usePut(): (deed: Put) => Promise<Entry | null> {
  const t = useTranslations('round');
  return (deed) =>
    put(deed).catch(() => {
      toast({ text: t('notKept'), tone: 'bad' });
      return null;
    });
}

/** What a person said came of a task. */
export interface Said extends Omit<TaskRecordIn, 'last_seen_ordinal' | 'outcome'> {
  outcome: TaskOutcome;
}

/** Records what came of a task: it is on the screen as soon as this device has it. */
export function useRecordTask(home: string) {
  const t = useTranslations('round');
  const keep = usePut();
  return (task: ShownTask, resident: RoundResidentOut, said: Said, hold?: number) =>
    keep({
      home,
      about: { who: resident.name, what: `${task.title}: ${t(`outcomes.${said.outcome}`)}` },
      deed: {
        kind: 'task_record',
        id: task.id,
        body: {
          occurred_at: tapped(),
          ...said,
          last_seen_ordinal: task.last_ordinal,
        },
      },
      ...(hold === undefined ? {} : { hold }),
    });
}

/** Takes back what was tapped, or says that it is too late for that. */
export function useUndo(): (entry: Entry) => void {
  const t = useTranslations('round');
  return (entry) =>
    void undo(entry.key).then((undone) => {
      if (!undone) toast({ text: t('tooLate'), tone: 'bad' });
    });
}
