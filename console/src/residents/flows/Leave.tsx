import type { StayDischargeReason, StayOut } from '@almoner/client';
import { useDischarge, useNoteDeath } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Checkbox, Facts, RadioGroup } from '~/kit';
import { fullName, roomWords } from '../names';
import { DISCHARGE_REASONS } from '../vocabulary';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, whenNow } from './moment';
import { FlowGate, useDone, useWhenWords, type FlowResident } from './shared';
import { noted, useNoteStep, useWhenStep, type WithNote, type WithWhen } from './steps';

interface Leaving extends WithWhen, WithNote {
  reason: StayDischargeReason | null;
}

/** The resident has left for good. */
export function DischargeFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ stay }) => Boolean(stay?.can.includes('discharge'))}>
      {(resident) => <Discharge {...resident} stay={resident.page.stay!} />}
    </FlowGate>
  );
}

function Discharge({ id, name, zone, homeName, stay }: FlowResident & { stay: StayOut }) {
  const discharge = useDischarge();
  const t = useTranslations('flows');
  const v = useTranslations('vocabulary');
  const done = useDone(id);
  const whenStep = useWhenStep<Leaving>({ zone, homeName });
  const noteStep = useNoteStep<Leaving>();
  const [values, setValues] = useState<Leaving>({ reason: null, when: whenNow(zone), note: '' });
  const steps: Step<Leaving>[] = [
    {
      id: 'reason',
      title: t('discharge.reason', { name }),
      fields: ['reason'],
      check: ({ reason }): Record<string, string> => (reason ? {} : { reason: t('answer') }),
      facts: ({ reason }) => [
        { label: t('discharge.reasonField'), value: reason ? v(`leaving.${reason}`) : '' },
      ],
      render: ({ change, mistakes }) => (
        <RadioGroup
          name="reason"
          label={t('discharge.reasonField')}
          value={values.reason}
          onChange={(reason) => change({ reason })}
          error={mistakes['reason']}
          options={DISCHARGE_REASONS.map((reason) => ({ id: reason, label: v(`leaving.${reason}`) }))}
        />
      ),
    },
    whenStep({ title: t('discharge.when', { name }), fact: t('discharge.fact') }),
    noteStep({ title: t('discharge.note'), label: t('discharge.noteField') }),
  ];
  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('discharge.summary', { name }),
        effects: [t('discharge.effectBed'), t('discharge.effectCare')],
        act: t('discharge.act', { name }),
      }}
      act={async (said) => {
        const at = instantIn(said.when, zone);
        const body = { reason: said.reason!, ...(at ? { at } : {}), ...noted(said) };
        await discharge.mutateAsync([stay, body]);
        await done(t('discharge.done', { name }));
      }}
    />
  );
}

interface Death extends WithWhen, WithNote {
  sure: boolean;
}

/** The resident has died. Two pages before it is noted: the answers, then the person once more. */
export function DeathFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ stay }) => Boolean(stay?.can.includes('death'))}>
      {(resident) => <Died {...resident} stay={resident.page.stay!} />}
    </FlowGate>
  );
}

function Died({ id, name, zone, homeName, stay, page }: FlowResident & { stay: StayOut }) {
  const noteDeath = useNoteDeath();
  const t = useTranslations('flows');
  const r = useTranslations('residents');
  const done = useDone(id);
  const words = useWhenWords(zone);
  const whenStep = useWhenStep<Death>({ zone, homeName });
  const noteStep = useNoteStep<Death>();
  const [values, setValues] = useState<Death>({
    when: { ...whenNow(zone), mode: 'other' },
    note: '',
    sure: false,
  });
  return (
    <Flow
      who={name}
      clientId={id}
      steps={[
        whenStep({ title: t('death.when', { name }), fact: t('death.fact'), hint: t('death.whenHint') }),
        noteStep({
          title: t('death.note'),
          label: t('death.noteField'),
          hint: t('death.noteHint', { name }),
        }),
      ]}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('death.summary'),
        effects: [t('death.effectStay'), t('death.effectCare', { name }), t('death.effectUndo')],
        act: t('death.act', { name }),
      }}
      confirm={{
        title: t('death.confirm'),
        ready: values.sure,
        act: t('death.act', { name }),
        content: (
          <div className="stack">
            <p>{t('death.confirmWho')}</p>
            <Facts
              items={[
                { label: r('list.name'), value: <strong>{fullName(page.client)}</strong> },
                { label: r('list.room'), value: [homeName, roomWords(stay)].filter(Boolean).join(', ') },
                { label: t('death.fact'), value: words(values.when) },
              ]}
            />
            <Checkbox
              name="sure"
              value={values.sure}
              onChange={(sure) => setValues((now) => ({ ...now, sure }))}
            >
              {t('death.confirmTick')}
            </Checkbox>
          </div>
        ),
      }}
      act={async ({ when, note }) => {
        const at = instantIn(when, zone);
        await noteDeath.mutateAsync([stay, { ...(at ? { at } : {}), ...noted({ note }) }]);
        await done(t('death.done', { name }));
      }}
    />
  );
}
