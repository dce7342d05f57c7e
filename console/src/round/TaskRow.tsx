import type { RoundHomeOut, RoundResidentOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Badge, Button } from '~/kit';
import type { ShownTask, Standing } from './arrange';
import { Attention } from './Attention';
import { Due } from './Due';
import { PromptCheck } from './PromptCheck';
import { Recorded } from './Recorded';
import { useRecordTask } from './recording';
import type { Opened } from './Round';

export interface TaskRowProps {
  task: ShownTask;
  resident: RoundResidentOut;
  standing: Standing;
  home: RoundHomeOut;
  now: number;
  open: (opened: Opened) => void;
}

/** One thing to do: what, when, and one tap for it. */
export function TaskRow(props: TaskRowProps) {
  const { task, home, now, standing } = props;
  const t = useTranslations('round');
  const me = useSession({ enabled: false }).data?.person?.id;
  return (
    <li className="round-task" data-standing={standing}>
      <div className="round-what">
        <p className="round-title">{task.title}</p>
        <p className="row">
          {task.status === 'due' || standing === 'awaits_confirmation' ? (
            <Due task={task} standing={standing} zone={home.time_zone} now={now} />
          ) : null}
          {task.people > 1 ? <Badge>{t('twoPeople')}</Badge> : null}
          {task.claimed_by ? (
            <Badge tone="wait">
              {task.claimed_by === me
                ? t('claimedByMe')
                : t('claimedBy', { name: task.claimed_by_name ?? '' })}
            </Badge>
          ) : task.mine ? (
            <Badge tone="good">{t('mine')}</Badge>
          ) : task.assignee_name ? (
            <Badge>{t('assignedTo', { name: task.assignee_name })}</Badge>
          ) : null}
        </p>
        {task.instructions ? <p className="round-how">{task.instructions}</p> : null}
        {task.note ? <p className="round-how">{task.note}</p> : null}
      </div>
      <div className="round-acts">
        <Acts {...props} />
      </div>
    </li>
  );
}

function Acts(props: TaskRowProps) {
  const { task, resident, standing, home, open } = props;
  const t = useTranslations('round');
  const me = useSession({ enabled: false }).data?.person?.id;
  const record = useRecordTask(home.id);
  const named = { task: task.title, name: resident.name };
  if (task.mark.attention) return <Attention entry={task.mark.attention} zone={home.time_zone} />;
  if (!task.mark.none || (task.status !== 'due' && standing !== 'awaits_confirmation'))
    return <Recorded {...props} />;
  if (task.named_only && task.assignee_id !== me) {
    return <p className="quiet small">{t('onlyFor', { name: task.assignee_name ?? '' })}</p>;
  }
  if (standing === 'awaits_confirmation') {
    return (
      <Button
        tone="primary"
        icon="people"
        aria-label={t('confirm.openOf', named)}
        onPress={() => open({ sheet: 'confirm', task, resident })}
      >
        {t('confirm.open')}
      </Button>
    );
  }
  if (task.kind === 'prompt') return <PromptCheck task={task} resident={resident} />;
  return (
    <>
      <Button
        tone="primary"
        icon="check"
        aria-label={t('doneOf', named)}
        onPress={() => void record(task, resident, { outcome: 'done' })}
      >
        {t('done')}
      </Button>
      <Button
        icon="more"
        aria-label={t('otherOf', named)}
        onPress={() => open({ sheet: 'outcome', task, resident })}
      >
        {t('other')}
      </Button>
    </>
  );
}
