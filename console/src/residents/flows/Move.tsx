import { useMoveBed } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { roomWords } from '../names';
import { BedField, type ChosenBed } from './BedField';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, whenNow } from './moment';
import { FlowGate, useDone, type FlowResident } from './shared';
import { useWhenStep, type WithWhen } from './steps';

interface Values extends WithWhen {
  bed: ChosenBed | null;
}

/** To another bed of the same home. */
export function MoveFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ stay }) => Boolean(stay?.can.includes('move'))}>
      {(resident) => <Move {...resident} />}
    </FlowGate>
  );
}

function Move({ page, id, name, zone, homeName }: FlowResident) {
  const stay = page.stay!;
  const move = useMoveBed();
  const t = useTranslations('flows');
  const done = useDone(id);
  const whenStep = useWhenStep<Values>({ zone, homeName });
  const [values, setValues] = useState<Values>({ when: whenNow(zone), bed: null });
  const at = instantIn(values.when, zone);
  const range = {
    home: stay.care_home_id,
    kind: stay.kind,
    ...(at ? { from: at } : {}),
    ...(stay.until ? { until: stay.until } : {}),
  };
  const steps: Step<Values>[] = [
    whenStep({ title: t('move.when', { name }), fact: t('move.fact') }),
    {
      id: 'bed',
      title: t('move.bed', { name }),
      fields: ['bed_id'],
      check: ({ bed }): Record<string, string> => (bed ? {} : { bed_id: t('bed.choose') }),
      facts: ({ bed }) => [
        { label: t('move.from'), value: roomWords(stay) },
        { label: t('bed.fact'), value: bed?.words },
      ],
      render: ({ change, mistakes }) => (
        <BedField
          value={values.bed}
          onChange={(bed) => change({ bed })}
          range={range}
          zone={zone}
          error={mistakes['bed_id']}
        />
      ),
    },
  ];
  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('move.summary', { name }),
        effects: [t('move.effect')],
        act: t('move.act', { name }),
      }}
      act={async ({ bed }) => {
        await move.mutateAsync([stay, { bed_id: bed!.id, ...(at ? { at } : {}) }]);
        await done(t('move.done', { name }));
      }}
    />
  );
}
