import { useTranslations } from 'use-intl';
import { TextField, todayIn } from '~/kit';
import type { Step } from './flow';
import { problemWith, type When } from './moment';
import { useWhenWords, type FlowResident } from './shared';
import { WhenField, useWhenMistakes } from './WhenField';

export interface WithWhen {
  when: When;
}
export interface WithNote {
  note: string;
}

/** The question of when something happened, which most flows ask. */
export function useWhenStep<V extends WithWhen>({ zone, homeName }: Pick<FlowResident, 'zone' | 'homeName'>) {
  const words = useWhenWords(zone);
  const mistakes = useWhenMistakes();
  return (ask: { title: string; fact: string; field?: string; hint?: string }): Step<V> => {
    const field = ask.field ?? 'at';
    return {
      id: 'when',
      title: ask.title,
      ...(ask.hint ? { hint: ask.hint } : {}),
      fields: [field],
      check: ({ when }) => mistakes(field, problemWith(when, { tense: 'happened', zone })),
      facts: ({ when }) => [{ label: ask.fact, value: words(when) }],
      render: (page) => (
        <WhenField
          name={field}
          label={ask.title}
          value={page.values.when}
          onChange={(when) => page.change({ when } as Partial<V>)}
          zone={zone}
          homeName={homeName}
          mistakes={page.mistakes}
          max={todayIn(zone)}
        />
      ),
    };
  };
}

/** A few lines of one's own, which may stay empty. */
export function useNoteStep<V extends WithNote>() {
  const t = useTranslations('residents');
  return (ask: { title: string; label: string; hint?: string }): Step<V> => ({
    id: 'note',
    title: ask.title,
    fields: ['note'],
    facts: ({ note }) => [{ label: ask.label, value: note.trim() || t('page.nothing') }],
    render: ({ values, change, mistakes }) => (
      <TextField
        name="note"
        label={ask.label}
        hint={ask.hint}
        optional
        lines={4}
        maxLength={1000}
        value={values.note}
        onChange={(note) => change({ note } as Partial<V>)}
        error={mistakes['note']}
      />
    ),
  });
}

/** What is sent of a note: nothing for an empty one. */
export function noted({ note }: WithNote): { note?: string } {
  return note.trim() ? { note: note.trim() } : {};
}
