import type { RoundHomeOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, CancelButton, CheckboxGroup, DialogActions, RadioGroup, Sheet, toast } from '~/kit';
import type { batchesOf } from './arrange';
import { MEASURES, likely } from './measures';
import { useRecordTask } from './recording';
import { Stepper, readNumber } from './Stepper';

export interface BatchProps {
  batches: ReturnType<typeof batchesOf>;
  home: RoundHomeOut;
  close: () => void;
}

/**
 * The same thing for several people: a round of fluids, of checks. Nobody is ticked beforehand, and each gets an entry of their own,
 * with its own key. A prompt never stands here.
 */
export function BatchSheet({ batches, home, close }: BatchProps) {
  const t = useTranslations('round.batch');
  const r = useTranslations('round');
  const s = useTranslations('round.sheet');
  const record = useRecordTask(home.id);
  const [title, setTitle] = useState(batches.length === 1 ? batches[0]!.title : null);
  const [ticked, setTicked] = useState<string[]>([]);
  const [amount, setAmount] = useState('');
  const [wrong, setWrong] = useState<{ who?: string; amount?: string }>({});
  const chosen = batches.find((one) => one.title === title);
  const fluids = likely(chosen?.cards[0]?.tasks[0]?.domain) === 'ml';

  async function keep() {
    if (!chosen) return;
    const number = readNumber(amount);
    const said = fluids && amount.trim() !== '';
    const { least, most } = MEASURES.ml;
    const mistakes = {
      ...(ticked.length === 0 ? { who: t('need') } : {}),
      ...(said && (number === null || number < least || number > most)
        ? { amount: s('needAmount', { least, most }) }
        : {}),
    };
    setWrong(mistakes);
    if (Object.keys(mistakes).length > 0) return;
    let kept = 0;
    for (const { resident, tasks } of chosen.cards) {
      const [task] = tasks;
      if (!task || !ticked.includes(task.id)) continue;
      const measures = said && number !== null ? { measures: { ml: number } } : {};
      // oxlint-disable-next-line no-await-in-loop -- one after the other, in the order of the screen
      const entry = await record(task, resident, { outcome: 'done', ...measures });
      // What could not be kept has been said; those before it are kept.
      if (!entry) break;
      kept += 1;
    }
    if (kept > 0) toast({ text: t('kept', { count: kept }) });
    close();
  }

  return (
    <Sheet title={t('title')} open onClose={close}>
      <div className="stack">
        <p className="quiet">{t('intro')}</p>
        {batches.length === 0 ? <p>{t('none')}</p> : null}
        {batches.length > 1 ? (
          <RadioGroup
            label={t('which')}
            value={title}
            onChange={(next) => {
              setTitle(next);
              setTicked([]);
            }}
            options={batches.map((one) => ({
              id: one.title,
              label: one.title,
              hint: r('count', { count: one.cards.length }),
            }))}
          />
        ) : chosen ? (
          <p className="strong">{chosen.title}</p>
        ) : null}
        {chosen ? (
          <CheckboxGroup
            name="who"
            label={t('who')}
            value={ticked}
            onChange={setTicked}
            error={wrong.who}
            options={chosen.cards.map(({ resident, tasks }) => ({
              id: tasks[0]!.id,
              label: resident.name,
              ...(resident.room_name ? { hint: r('room', { room: resident.room_name }) } : {}),
            }))}
          />
        ) : null}
        {chosen && fluids ? (
          <Stepper
            name="amount"
            label={t('amount')}
            value={amount}
            onChange={setAmount}
            error={wrong.amount}
            {...MEASURES.ml}
          />
        ) : null}
        <DialogActions>
          {chosen ? (
            <Button tone="primary" icon="check" onPress={() => void keep()}>
              {t('press', { count: ticked.length })}
            </Button>
          ) : null}
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Sheet>
  );
}
