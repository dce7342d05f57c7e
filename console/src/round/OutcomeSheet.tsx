import type { RoundHomeOut, RoundResidentOut, TaskOutcome } from '@almoner/client';
import { useClaimTask, useReleaseTask, useSession } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, CancelButton, DialogActions, RadioGroup, Select, Sheet, TextField } from '~/kit';
import { useDeed } from '~/lib/deed';
import { WhenField, useWhenMistakes } from '~/residents/flows/WhenField';
import { instantIn, problemWith, whenNow } from '~/residents/flows/moment';
import { useOnline } from '~/shell/online';
import type { ShownTask } from './arrange';
import { MEASURES, likely, type TaskMeasure } from './measures';
import { Stepper, readNumber } from './Stepper';
import { useRecordTask } from './recording';

/** "Asleep" is what a carer says; what is kept is that it was not needed, and why. */
type Answer = Exclude<TaskOutcome, 'mar_checked'> | 'asleep';
const ANSWERS: readonly Answer[] = ['done', 'partly', 'declined', 'not_required', 'asleep'];
const REASONS = ['unwell', 'away', 'family', 'later'] as const;

export interface SheetProps {
  task: ShownTask;
  resident: RoundResidentOut;
  home: RoundHomeOut;
  close: () => void;
}

/** Everything but the one tap: another outcome, why, a note, what was measured, another time; and who is on it. */
export function OutcomeSheet({ task, resident, home, close }: SheetProps) {
  const t = useTranslations('round');
  const s = useTranslations('round.sheet');
  const record = useRecordTask(home.id);
  const whenMistakes = useWhenMistakes();
  const zone = home.time_zone;
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [measure, setMeasure] = useState<TaskMeasure | 'none'>(likely(task.domain));
  const [amount, setAmount] = useState('');
  const [when, setWhen] = useState(() => whenNow(zone));
  const [wrong, setWrong] = useState<Record<string, string>>({});

  const measured =
    measure === 'none' || amount.trim() === '' ? null : { name: measure, ...MEASURES[measure] };
  const needsReason = answer === 'declined' || answer === 'not_required';

  function choose(next: Answer) {
    setAnswer(next);
    if (next === 'asleep') setReason(s('reasons.asleep'));
    else if (answer === 'asleep') setReason('');
  }

  async function keep() {
    const number = measured ? readNumber(amount) : null;
    const out = measured && (number === null || number < measured.least || number > measured.most);
    const mistakes = {
      ...(answer ? {} : { outcome: s('needOutcome') }),
      ...(needsReason && !reason.trim() ? { reason: s('needReason') } : {}),
      ...(out ? { amount: s('needAmount', { least: measured.least, most: measured.most }) } : {}),
      ...whenMistakes('when', problemWith(when, { tense: 'happened', zone })),
    };
    setWrong(mistakes);
    if (Object.keys(mistakes).length > 0 || !answer) return;
    const occurred_at = instantIn(when, zone);
    const kept = await record(task, resident, {
      outcome: answer === 'asleep' ? 'not_required' : answer,
      ...(reason.trim() && answer !== 'done' ? { reason: reason.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(measured && number !== null ? { measures: { [measured.name]: number } } : {}),
      ...(occurred_at ? { occurred_at } : {}),
    });
    // Where the device could not keep it, what was typed stays.
    if (kept) close();
  }

  return (
    <Sheet title={task.title} open onClose={close}>
      <div className="stack">
        <p className="quiet">{s('for', { name: resident.name })}</p>
        <RadioGroup
          name="outcome"
          label={s('outcome')}
          value={answer}
          onChange={choose}
          error={wrong['outcome']}
          options={ANSWERS.map((id) => ({ id, label: t(`outcomes.${id}`) }))}
        />
        {answer && answer !== 'done' ? (
          <div className="stack tight">
            <TextField
              name="reason"
              label={s('reason')}
              hint={s('reasonHint')}
              optional={!needsReason}
              maxLength={500}
              value={reason}
              onChange={setReason}
              error={wrong['reason']}
            />
            <div className="row">
              {REASONS.map((one) => (
                <Button key={one} onPress={() => setReason(s(`reasons.${one}`))}>
                  {s(`reasons.${one}`)}
                </Button>
              ))}
            </div>
          </div>
        ) : null}
        <Select
          label={s('measure')}
          value={measure}
          onChange={(next) => setMeasure((next ?? 'none') as TaskMeasure | 'none')}
          options={[
            { id: 'none', label: s('measureNone') },
            ...Object.keys(MEASURES).map((id) => ({ id, label: t(`measures.${id as TaskMeasure}`) })),
          ]}
        />
        {measure === 'none' ? null : (
          <Stepper
            name="amount"
            label={t(`measures.${measure}`)}
            value={amount}
            onChange={setAmount}
            least={MEASURES[measure].least}
            most={MEASURES[measure].most}
            step={MEASURES[measure].step}
            error={wrong['amount']}
          />
        )}
        <TextField label={s('note')} optional lines={3} maxLength={4000} value={note} onChange={setNote} />
        <WhenField
          name="when"
          label={s('when')}
          value={when}
          onChange={setWhen}
          zone={zone}
          homeName={home.name}
          mistakes={wrong}
        />
        <DialogActions>
          <Button tone="primary" icon="check" onPress={() => void keep()}>
            {s('keep')}
          </Button>
          <CancelButton onPress={close} />
        </DialogActions>
        {task.status === 'due' && task.mark.none ? <Claim task={task} /> : null}
      </div>
    </Sheet>
  );
}

/** That one is on it: others see it and begin something else. Needs a connection, or nobody would see. */
function Claim({ task }: { task: ShownTask }) {
  const s = useTranslations('round.sheet');
  const online = useOnline();
  const me = useSession({ enabled: false }).data?.person?.id;
  const claim = useDeed(useClaimTask(), () => ({ text: s('claimed') }));
  const release = useDeed(useReleaseTask(), () => ({ text: s('released') }));
  if (!online) return null;
  if (task.claimed_by === me) {
    return (
      <Button busy={release.busy} onPress={() => release.press([task])}>
        {s('release')}
      </Button>
    );
  }
  return task.claimed_by ? null : (
    <Button icon="me" busy={claim.busy} onPress={() => claim.press([task])}>
      {s('claim')}
    </Button>
  );
}
