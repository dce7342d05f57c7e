import type { StayKind } from '@almoner/client';
import { useAdmit } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { DateField, RadioGroup, todayIn } from '~/kit';
import { STAY_KINDS } from '../vocabulary';
import { momentOf } from '../wall-clock';
import { dayWords } from '../when';
import { BedField, type ChosenBed } from './BedField';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, problemWith, whenNow, type When } from './moment';
import { FlowGate, useDone, useWhenWords, type FlowResident } from './shared';
import { WhenField, useWhenMistakes } from './WhenField';

interface Values {
  how: 'arrived' | 'planned' | null;
  when: When;
  kind: StayKind | null;
  /** The last day, as `2026-11-23`; the stay is expected to end at noon of it. */
  until: string | null;
  bed: ChosenBed | null;
}

export function AdmitFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('admit')}>
      {(resident) => <Admit {...resident} />}
    </FlowGate>
  );
}

function Admit({ page, id, name, zone, homeName }: FlowResident) {
  const admit = useAdmit();
  const t = useTranslations('flows');
  const v = useTranslations('vocabulary');
  const done = useDone(id);
  const words = useWhenWords(zone);
  const whenMistakes = useWhenMistakes();
  const [values, setValues] = useState<Values>({
    how: null,
    when: whenNow(zone),
    kind: null,
    until: null,
    bed: null,
  });
  const planned = values.how === 'planned';
  const until = values.until ? momentOf({ date: values.until, time: '12:00' }, zone)?.instant : undefined;
  const from = planned ? instantIn({ ...values.when, mode: 'other' }, zone) : instantIn(values.when, zone);
  const range = {
    home: page.client.holding_home_id,
    ...(values.kind ? { kind: values.kind } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  };

  const steps: Step<Values>[] = [
    {
      id: 'how',
      title: t('admit.how', { name }),
      fields: ['planned'],
      check: ({ how }): Record<string, string> => (how ? {} : { planned: t('answer') }),
      facts: () => [{ label: t('admit.home'), value: homeName }],
      render: ({ change, mistakes }) => (
        <RadioGroup
          name="planned"
          label={t('admit.how', { name })}
          value={values.how}
          onChange={(how) =>
            change({ how, when: { ...values.when, mode: how === 'planned' ? 'other' : 'now' } })
          }
          error={mistakes['planned']}
          options={[
            { id: 'arrived', label: t('admit.arrived', { name }), hint: t('admit.arrivedHint') },
            { id: 'planned', label: t('admit.planned'), hint: t('admit.plannedHint', { name }) },
          ]}
        />
      ),
    },
    {
      id: 'when',
      title: t(planned ? 'admit.whenPlanned' : 'admit.when', { name }),
      fields: ['from'],
      check: ({ when, how }) =>
        whenMistakes('from', problemWith(when, { tense: how === 'planned' ? 'planned' : 'happened', zone })),
      facts: ({ when }) => [{ label: t(planned ? 'admit.from' : 'admit.arrivedFact'), value: words(when) }],
      render: ({ change, mistakes }) => (
        <WhenField
          name="from"
          label={t(planned ? 'admit.whenPlanned' : 'admit.when', { name })}
          value={values.when}
          onChange={(when) => change({ when })}
          zone={zone}
          homeName={homeName}
          mistakes={mistakes}
          now={!planned}
        />
      ),
    },
    {
      id: 'kind',
      title: t('admit.kind'),
      fields: ['kind', 'until'],
      check: ({ kind, until: last }): Record<string, string> => ({
        ...(kind ? {} : { kind: t('answer') }),
        ...(last && last <= (values.when.date ?? todayIn(zone)) ? { until: t('admit.untilProblem') } : {}),
      }),
      facts: ({ kind, until: last }) => [
        { label: t('admit.kindField'), value: kind ? v(`stayKind.${kind}`) : '' },
        { label: t('admit.until'), value: last ? dayWords(last) : t('admit.open') },
      ],
      render: ({ change, mistakes }) => (
        <>
          <RadioGroup
            name="kind"
            label={t('admit.kindField')}
            value={values.kind}
            onChange={(kind) => change({ kind })}
            error={mistakes['kind']}
            options={STAY_KINDS.map((kind) => ({ id: kind, label: v(`stayKind.${kind}`) }))}
          />
          <DateField
            name="until"
            label={t('admit.until')}
            hint={t('admit.untilHint')}
            optional
            value={values.until}
            onChange={(day) => change({ until: day })}
            error={mistakes['until']}
          />
        </>
      ),
    },
    {
      id: 'bed',
      title: t('admit.bed', { home: homeName }),
      fields: ['bed_id'],
      check: ({ bed }): Record<string, string> => (bed ? {} : { bed_id: t('bed.choose') }),
      facts: ({ bed }) => [{ label: t('bed.fact'), value: bed?.words }],
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
        title: t('admit.summary', { name }),
        effects: [t(planned ? 'admit.effectPlanned' : 'admit.effectNow', { name })],
        act: t(planned ? 'admit.actPlanned' : 'admit.act', { name }),
      }}
      act={async ({ bed, kind }) => {
        const body = {
          bed_id: bed!.id,
          kind,
          planned,
          ...(from ? { from } : {}),
          ...(until ? { until } : {}),
        };
        await admit.mutateAsync([id, body]);
        await done(t(planned ? 'admit.donePlanned' : 'admit.done', { name }));
      }}
    />
  );
}
