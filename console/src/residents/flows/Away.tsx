import type { AbsenceKind, AbsenceOut } from '@almoner/client';
import { useArchiveAbsence, useNoteAbsence, useNoteReturn } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { DateField, RadioGroup, TextField, todayIn } from '~/kit';
import { useDeed } from '~/lib/deed';
import { momentOf } from '../wall-clock';
import { dayWords } from '../when';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, whenNow } from './moment';
import { FlowGate, useDone, type FlowResident } from './shared';
import { noted, useNoteStep, useWhenStep, type WithNote, type WithWhen } from './steps';

interface Values extends WithWhen {
  kind: AbsenceKind | null;
  place: string;
  reason: string;
  back: string | null;
}

/** To hospital or on leave; the bed stays theirs. */
export function AwayFlow({ id, kind }: { id: string; kind: AbsenceKind | undefined }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('note_absence')}>
      {(resident) => <Away {...resident} kind={kind} />}
    </FlowGate>
  );
}

function Away({ id, name, zone, homeName, kind }: FlowResident & { kind: AbsenceKind | undefined }) {
  const noteAbsence = useNoteAbsence();
  const archive = useArchiveAbsence();
  const t = useTranslations('flows');
  const v = useTranslations('vocabulary');
  const done = useDone(id);
  const whenStep = useWhenStep<Values>({ zone, homeName });
  const [values, setValues] = useState<Values>({
    kind: kind ?? null,
    when: whenNow(zone),
    place: '',
    reason: '',
    back: null,
  });
  const left = values.when.mode === 'now' ? todayIn(zone) : (values.when.date ?? todayIn(zone));
  const steps: Step<Values>[] = [
    {
      id: 'kind',
      title: t('away.kind', { name }),
      fields: ['kind'],
      check: (now): Record<string, string> => (now.kind ? {} : { kind: t('answer') }),
      facts: (now) => [{ label: t('away.kindField'), value: now.kind ? v(`away.${now.kind}`) : '' }],
      render: ({ change, mistakes }) => (
        <RadioGroup
          name="kind"
          label={t('away.kindField')}
          value={values.kind}
          onChange={(chosen) => change({ kind: chosen })}
          error={mistakes['kind']}
          options={[
            { id: 'hospital', label: t('away.hospital') },
            { id: 'leave', label: t('away.leave') },
          ]}
        />
      ),
    },
    whenStep({ title: t('away.when', { name }), fact: t('away.fact'), field: 'from' }),
    {
      id: 'about',
      title: t('away.about'),
      fields: ['place', 'reason', 'expected_return'],
      check: ({ back }): Record<string, string> =>
        back && back < left ? { expected_return: t('away.backProblem', { name }) } : {},
      facts: ({ place, reason, back }) => [
        { label: t('away.place'), value: place.trim() },
        { label: t('away.reason'), value: reason.trim() },
        { label: t('away.back'), value: back ? dayWords(back) : t('away.unknown') },
      ],
      render: ({ change, mistakes }) => (
        <>
          <TextField
            name="place"
            label={t(values.kind === 'leave' ? 'away.placeLeave' : 'away.placeHospital', { name })}
            optional
            value={values.place}
            onChange={(place) => change({ place })}
            error={mistakes['place']}
          />
          <TextField
            name="reason"
            label={t('away.reason')}
            optional
            lines={3}
            value={values.reason}
            onChange={(reason) => change({ reason })}
            error={mistakes['reason']}
          />
          <DateField
            name="expected_return"
            label={t('away.back')}
            optional
            value={values.back}
            onChange={(back) => change({ back })}
            error={mistakes['expected_return']}
          />
        </>
      ),
    },
  ];

  /** Only what was just noted: an absence that lasts is ended by the return. */
  const takeBack = useDeed(archive, () => ({ text: t('away.undone') }));

  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('away.summary', { name }),
        effects: [t('away.effect', { name })],
        act: t('away.act', { name }),
      }}
      act={async (said) => {
        const from = instantIn(said.when, zone);
        // The day in the home's evening: whoever comes back that day is not late at breakfast.
        const expected = said.back ? momentOf({ date: said.back, time: '18:00' }, zone)?.instant : undefined;
        const body = {
          kind: said.kind!,
          ...(from ? { from } : {}),
          ...(said.place.trim() ? { place: said.place.trim() } : {}),
          ...(said.reason.trim() ? { reason: said.reason.trim() } : {}),
          ...(expected ? { expected_return: expected } : {}),
        };
        const absence = await noteAbsence.mutateAsync([id, body]);
        const undo = absence.can.includes('archive')
          ? () => takeBack.press([absence, { reason: t('away.undoReason') }])
          : undefined;
        await done(t('away.done', { name }), undo);
      }}
    />
  );
}

type Returned = WithWhen & WithNote;

/** Back from hospital or leave. */
export function ReturnFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ absence }) => Boolean(absence?.can.includes('return'))}>
      {(resident) => <Return {...resident} absence={resident.page.absence!} />}
    </FlowGate>
  );
}

function Return({ id, name, zone, homeName, absence }: FlowResident & { absence: AbsenceOut }) {
  const noteReturn = useNoteReturn();
  const t = useTranslations('flows');
  const done = useDone(id);
  const whenStep = useWhenStep<Returned>({ zone, homeName });
  const noteStep = useNoteStep<Returned>();
  const [values, setValues] = useState<Returned>({ when: whenNow(zone), note: '' });
  return (
    <Flow
      who={name}
      clientId={id}
      steps={[
        whenStep({ title: t('return.when', { name }), fact: t('return.fact') }),
        noteStep({ title: t('return.note', { name }), label: t('return.noteField') }),
      ]}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('return.summary', { name }),
        effects: [t('return.effect', { name })],
        act: t('return.act'),
      }}
      act={async (said) => {
        const at = instantIn(said.when, zone);
        await noteReturn.mutateAsync([absence, { ...(at ? { at } : {}), ...noted(said) }]);
        await done(t('return.done', { name }));
      }}
    />
  );
}
