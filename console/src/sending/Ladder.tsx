import type { RungOut, Who } from '@almoner/client';
import { useArchiveRung, useLadder, useRestoreRung } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Section } from '~/kit';
import { useDeed } from '~/lib/deed';
import { DeedDialog } from '~/people/DeedDialog';
import { Read } from '~/settings/SettingsPage';
import { RungDialog } from './RungDialog';
import { useMinuteWords } from './words';

export const WHO = ['managers', 'owners', 'compliance_leads'] as const satisfies readonly Who[];

export function useWhoWords() {
  const t = useTranslations('sending.ladder.who');
  return (who: string) => {
    const known = WHO.find((one) => one === who);
    return known ? t(known) : who.replaceAll('_', ' ');
  };
}

/** Who is told of something urgent when nobody says that they see to it: rungs on a line of time. */
export function Ladder({ may }: { may: boolean }) {
  const t = useTranslations('sending.ladder');
  const ladder = useLadder();
  const [open, setOpen] = useState<'add' | RungOut>();
  return (
    <Section
      title={t('title')}
      sub={t('hint')}
      actions={
        may ? (
          <Button icon="add" onPress={() => setOpen('add')}>
            {t('add')}
          </Button>
        ) : undefined
      }
    >
      <Read query={ladder}>{(rungs) => <Rungs rungs={rungs} onChange={setOpen} />}</Read>
      {open ? (
        <RungDialog
          rung={open === 'add' ? undefined : open}
          rungs={ladder.data ?? []}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </Section>
  );
}

function Rungs({ rungs, onChange }: { rungs: readonly RungOut[]; onChange: (rung: RungOut) => void }) {
  const t = useTranslations('sending.ladder');
  const who = useWhoWords();
  const minutes = useMinuteWords();
  const archive = useArchiveRung();
  const restore = useDeed(useRestoreRung(), () => ({ text: t('undone') }));
  const [gone, setGone] = useState<RungOut>();
  const inTime = rungs.toSorted((a, b) => a.after_minutes - b.after_minutes || a.step - b.step);
  const name = (rung: RungOut) => ({ who: who(rung.who), time: minutes(rung.after_minutes) });
  return (
    <>
      {rungs.length === 0 ? <p className="measure">{t('default')}</p> : null}
      {rungs.length === 0 ? null : (
        <ol className="ladder" aria-label={t('picture')}>
          <li className="rung">
            <span className="rung-when numbers">0</span>
            <p>{t('start')}</p>
          </li>
          {inTime.map((rung) => (
            <li key={rung.id} className="rung">
              <span className="rung-when numbers">{minutes(rung.after_minutes)}</span>
              <div className="row spread rung-what">
                <p>
                  <b>{who(rung.who)}</b> <span className="quiet small">{t('rung', { step: rung.step })}</span>
                </p>
                <div className="row">
                  {rung.can.includes('update') ? (
                    <Button
                      tone="quiet"
                      icon="edit"
                      aria-label={t('changeOf', name(rung))}
                      onPress={() => onChange(rung)}
                    >
                      {t('change')}
                    </Button>
                  ) : null}
                  {rung.can.includes('archive') ? (
                    <Button
                      tone="quiet"
                      icon="archive"
                      aria-label={t('removeOf', name(rung))}
                      onPress={() => setGone(rung)}
                    >
                      {t('remove')}
                    </Button>
                  ) : null}
                </div>
              </div>
            </li>
          ))}
        </ol>
      )}
      {gone ? (
        <DeedDialog
          title={t('removeTitle')}
          intro={t('removeWhy', name(gone))}
          act={t('remove')}
          danger
          field={t('reason')}
          onAct={async (reason) => {
            const archived = await archive.mutateAsync([gone, { reason }]);
            return { text: t('removed'), undo: () => restore.press([archived]) };
          }}
          onClose={() => setGone(undefined)}
        />
      ) : null}
    </>
  );
}
