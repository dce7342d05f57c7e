import { newKey, type AssessmentReceiptOut, type ClientPageOut, type Instrument } from '@almoner/client';
import { useRecordAssessment } from '@almoner/client/react';
import { useState } from 'react';
import { useForm, type Mistakes } from '~/form';
import { useWhenMistakes } from '~/residents/flows/WhenField';
import { instantIn, problemWith as problemOfTime, whenNow, type When } from '~/residents/flows/moment';
import { askedOf } from '../catalogue';
import { answersOf, placeOf, problemWith, type Typed } from './answers';
import { useProblemWords } from './ItemField';

export interface Values {
  answers: Typed;
  when: When;
  note: string;
  /** The day of the next; null: as the instrument says. */
  next: string | null;
  /** Names the attempt. Kept with what is typed: what was sent before a reload is stored once. */
  key: string;
}

/** The form of one assessment: what is typed survives a reload, a dead server and an ended sign-in. */
export function useRecording(
  { client }: ClientPageOut,
  instrument: Instrument,
  done: (receipt: AssessmentReceiptOut, answers: Readonly<Record<string, number | string>>) => void,
) {
  const record = useRecordAssessment();
  const words = useProblemWords();
  const timeMistakes = useWhenMistakes();
  const zone = client.home?.time_zone ?? 'Europe/London';
  const items = askedOf(instrument);
  const [initial] = useState<Values>(() => ({
    answers: {},
    when: whenNow(zone),
    note: '',
    next: null,
    key: newKey(),
  }));
  /** What is wrong with these answers, each at its place. */
  const wrong = (answers: Typed, of = items): Mistakes =>
    Object.fromEntries(
      of.flatMap((item) => {
        const problem = problemWith(item, answers[item.code]);
        return problem ? [[placeOf(item), words(item, problem)] as const] : [];
      }),
    );
  const form = useForm<Values, AssessmentReceiptOut>({
    initial,
    // Answers fit one version only.
    draft: `assessment.${client.id}.${instrument.code}.${instrument.version}`,
    check: ({ answers, when }) => ({
      ...wrong(answers),
      ...timeMistakes('when', problemOfTime(when, { tense: 'happened', zone })),
    }),
    place: (path) =>
      path.startsWith('answers.')
        ? path
        : ({ occurred_at: 'when', next_due_on: 'next' } as Record<string, string>)[path],
    send: ({ answers, when, note, next, key }) => {
      // Nothing for "now": the server's clock says it.
      const occurred_at = instantIn(when, zone);
      return record.mutateAsync({
        client: client.id,
        key,
        body: {
          instrument: instrument.code,
          instrument_version: instrument.version,
          answers: answersOf(instrument, answers),
          ...(note.trim() ? { note: note.trim() } : {}),
          ...(next ? { next_due_on: next } : {}),
          ...(occurred_at ? { occurred_at } : {}),
        },
      });
    },
    done: (receipt, { answers }) => done(receipt, answersOf(instrument, answers)),
  });
  return { form, items, zone, wrong };
}

export type Recording = ReturnType<typeof useRecording>;
