import type { DutyOut } from '@almoner/client';
import { useEndShift, useOnDuty, useStartShift } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { Button, CancelButton, Dialog, DialogActions, ErrorState, Section, Skeleton } from '~/kit';
import { useDeed } from '~/lib/deed';
import { timeOf } from '~/residents/when';
import { runsShiftIn, type Unit } from './home';
import { People } from './People';
import { StartOther } from './StartOther';

export const EVERY = 60_000;

/** Who is on in a home; whoever runs the shift starts it for somebody who forgot, or ends it. */
export function OnNow({ home, units }: { home: SessionHome; units: readonly Unit[] }) {
  const t = useTranslations('duty.people');
  const board = useOnDuty(home.id, {}, { every: EVERY });
  const start = useDeed(useStartShift(), (duty) => ({ text: t('started', { name: duty.name ?? '–' }) }));
  const [ending, setEnding] = useState<DutyOut>();
  const [other, setOther] = useState(false);
  const runs = runsShiftIn(home);
  const retry = () => void board.refetch();
  return (
    <Section
      title={t('title')}
      sub={t('sub', { home: home.name })}
      actions={
        runs ? (
          <Button icon="add" onPress={() => setOther(true)}>
            {t('other')}
          </Button>
        ) : undefined
      }
    >
      {board.data ? (
        <>
          {board.isError ? <ErrorState inline error={board.error} what={t('stale')} retry={retry} /> : null}
          <People
            board={board.data}
            zone={home.time_zone}
            onActs={(duty) =>
              duty.can.includes('end') ? (
                <Button
                  tone="quiet"
                  aria-label={t('endOf', { name: duty.name ?? '–' })}
                  onPress={() => setEnding(duty)}
                >
                  {t('end')}
                </Button>
              ) : null
            }
            expectedActs={(person) =>
              runs ? (
                <Button
                  aria-label={t('startOf', { name: person.name ?? '–' })}
                  onPress={() =>
                    start.press({
                      home: home.id,
                      person,
                      unit: person.unit_id ? { id: person.unit_id, name: person.unit_name ?? '' } : null,
                    })
                  }
                >
                  {t('start')}
                </Button>
              ) : null
            }
          />
        </>
      ) : board.isError ? (
        <ErrorState error={board.error} what={t('failed')} retry={retry} />
      ) : (
        <Skeleton kind="rows" lines={4} />
      )}
      {ending ? <EndOf duty={ending} zone={home.time_zone} close={() => setEnding(undefined)} /> : null}
      {other ? <StartOther home={home} units={units} close={() => setOther(false)} /> : null}
    </Section>
  );
}

function EndOf({ duty, zone, close }: { duty: DutyOut; zone: string; close: () => void }) {
  const t = useTranslations('duty.people');
  const name = duty.name ?? '–';
  const end = useDeed(useEndShift(), () => ({ text: t('ended', { name }) }));
  return (
    <Dialog title={t('endTitle', { name })} open onClose={close}>
      <div className="stack">
        <p>{t('endWhy', { time: timeOf(duty.started_at, zone) })}</p>
        <DialogActions>
          <Button
            tone="primary"
            onPress={() => {
              end.press(duty);
              close();
            }}
          >
            {t('endAct')}
          </Button>
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Dialog>
  );
}
