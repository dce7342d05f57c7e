import type { StayOut } from '@almoner/client';
import { useArrive, useCancelAdmission } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { roomWords } from '../names';
import { momentWords } from '../when';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, whenNow } from './moment';
import { FlowGate, useDone, type FlowResident } from './shared';
import { noted, useNoteStep, useWhenStep, type WithNote, type WithWhen } from './steps';

/** The planned stay that the verb is offered for; `stay` names one where several are planned. */
function plannedFor(verb: string, stay: string | undefined) {
  return (planned: readonly StayOut[] | null | undefined) =>
    planned?.find(({ id, can }) => can.includes(verb) && (stay === undefined || id === stay));
}

/** The resident for whom a bed was kept has come. */
export function ArriveFlow({ id, stay }: { id: string; stay: string | undefined }) {
  const find = plannedFor('arrive', stay);
  return (
    <FlowGate id={id} offered={({ planned }) => Boolean(find(planned))}>
      {(resident) => <Arrive {...resident} stay={find(resident.page.planned)!} />}
    </FlowGate>
  );
}

function Arrive({ id, name, zone, homeName, stay }: FlowResident & { stay: StayOut }) {
  const arrive = useArrive();
  const t = useTranslations('flows');
  const done = useDone(id);
  const whenStep = useWhenStep<WithWhen>({ zone, homeName });
  const [values, setValues] = useState<WithWhen>({ when: whenNow(zone) });
  const bed = [stay.home_name ?? homeName, roomWords(stay)].filter(Boolean).join(', ');
  const steps: Step<WithWhen>[] = [whenStep({ title: t('arrive.title', { name }), fact: t('arrive.fact') })];
  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('arrive.summary', { name }),
        effects: [t('arrive.effect', { bed })],
        act: t('arrive.act'),
      }}
      act={async ({ when }) => {
        const at = instantIn(when, zone);
        await arrive.mutateAsync([stay, at ? { at } : {}]);
        await done(t('arrive.done', { name }));
      }}
    />
  );
}

/** The resident for whom a bed was kept will not come. */
export function CancelFlow({ id, stay }: { id: string; stay: string | undefined }) {
  const find = plannedFor('cancel', stay);
  return (
    <FlowGate id={id} offered={({ planned }) => Boolean(find(planned))}>
      {(resident) => <Cancel {...resident} stay={find(resident.page.planned)!} />}
    </FlowGate>
  );
}

function Cancel({ id, name, zone, homeName, stay }: FlowResident & { stay: StayOut }) {
  const cancel = useCancelAdmission();
  const t = useTranslations('flows');
  const done = useDone(id);
  const noteStep = useNoteStep<WithNote>();
  const [values, setValues] = useState<WithNote>({ note: '' });
  const where = [stay.home_name ?? homeName, roomWords(stay), momentWords(stay.from, zone)]
    .filter(Boolean)
    .join(', ');
  const note = noteStep({ title: t('cancel.note', { name }), label: t('cancel.noteField') });
  const steps: Step<WithNote>[] = [
    { ...note, facts: (now) => [{ label: t('cancel.stay'), value: where }, ...note.facts(now)] },
  ];
  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('cancel.summary', { name }),
        effects: [t('cancel.effect')],
        act: t('cancel.act'),
        tone: 'danger',
      }}
      act={async (said) => {
        await cancel.mutateAsync([stay, noted(said)]);
        await done(t('cancel.done', { name }));
      }}
    />
  );
}
