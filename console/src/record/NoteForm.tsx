import type { NoteKindOut, RoundOut, RoundResidentOut } from '@almoner/client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { dropDraft, keepDraft, readDraft } from '~/form/drafts';
import { Button, Checkbox, CancelLink, DialogActions, Notice, TextField, toast } from '~/kit';
import { undo } from '~/outbox';
import { WhenField, useWhenMistakes } from '~/residents/flows/WhenField';
import { instantIn, problemWith, whenNow } from '~/residents/flows/moment';
import { alertsOf } from '~/round/arrange';
import { CriticalAlerts } from '~/residents/alerts/AlertChips';
import { tapped, usePut } from '~/round/recording';
import { useNow } from '~/round/time';
import { usePersonId } from '~/session/person';
import { MeasureField } from './MeasureField';
import { EMPTY, mistakesIn, noteOf, type Mistake, type Typed } from './note';

export interface NoteFormProps {
  kind: NoteKindOut;
  resident: RoundResidentOut;
  round: RoundOut;
  done: () => void;
}

const HOUR = 3_600_000;

/** One note: what is measured by taps, words where they say more, and when it was. */
export function NoteForm({ kind, resident, round, done }: NoteFormProps) {
  const t = useTranslations('record');
  const keep = usePut();
  const person = usePersonId();
  const whenMistakes = useWhenMistakes();
  const words = useMistakeWords();
  const zone = round.home.time_zone;
  const draft = `note.${resident.id}.${kind.kind}`;
  const [typed, setTyped] = useState<Typed>(() => readDraft<Typed>(person, draft)?.values ?? EMPTY);
  const [when, setWhen] = useState(() => whenNow(zone));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  useEffect(() => {
    if (typed !== EMPTY) keepDraft(person, draft, { values: typed, at: Date.now() });
  }, [person, draft, typed]);

  const instant = instantIn(when, zone);
  const now = useNow(60_000);
  const ago = instant ? now - Date.parse(instant) : 0;
  const change = (part: Partial<Typed>) => setTyped((last) => ({ ...last, ...part }));
  const label = t(`kinds.${kind.kind}`);

  async function record() {
    const mistakes = {
      ...Object.fromEntries(mistakesIn(kind, typed).map((one) => [one.path, words(one)])),
      ...whenMistakes('when', problemWith(when, { tense: 'happened', zone })),
    };
    setWrong(mistakes);
    if (Object.keys(mistakes).length > 0) return;
    const entry = await keep({
      home: round.home.id,
      about: { who: resident.name, what: label },
      deed: { kind: 'note', id: resident.id, body: noteOf(kind, typed, instant ?? tapped()) },
    });
    if (!entry) return;
    dropDraft(person, draft);
    toast({
      text: t('kept', { kind: label, name: resident.name }),
      undo: () => {
        // Back in the form: what was typed was not lost by a slip.
        void undo(entry.key).then(
          (undone) => undone && keepDraft(person, draft, { values: typed, at: Date.now() }),
        );
      },
    });
    done();
  }

  return (
    <div className="stack record-form">
      <CriticalAlerts
        name={resident.name}
        state={resident.allergy_state as 'recorded'}
        alerts={alertsOf(round.alerts, resident.id)}
      />
      {kind.measures.map((measure) => (
        <MeasureField
          key={measure.name}
          measure={measure}
          value={typed.measures[measure.name] ?? ''}
          onChange={(value) => change({ measures: { ...typed.measures, [measure.name]: value } })}
          error={wrong[measure.name]}
        />
      ))}
      <TextField
        name="text"
        label={t('text')}
        lines={kind.text_optional ? 2 : 5}
        maxLength={8000}
        optional={kind.text_optional}
        value={typed.text}
        onChange={(text) => change({ text })}
        error={wrong['text']}
      />
      <WhenField
        name="when"
        label={t('when')}
        value={when}
        onChange={setWhen}
        zone={zone}
        homeName={round.home.name}
        mistakes={wrong}
      />
      {ago > 72 * HOUR ? (
        <Notice tone="warn">{t('tooOld')}</Notice>
      ) : ago > 12 * HOUR ? (
        <Notice>{t('late')}</Notice>
      ) : null}
      <Checkbox value={typed.flagged} onChange={(flagged) => change({ flagged })}>
        {t('flagged')}
      </Checkbox>
      <DialogActions>
        <Button tone="primary" icon="check" onPress={() => void record()}>
          {t('keep', { kind: label.toLowerCase() })}
        </Button>
        <CancelLink to="/today" />
      </DialogActions>
    </div>
  );
}

function useMistakeWords(): (mistake: Mistake) => string {
  const t = useTranslations('record');
  return (mistake) => {
    switch (mistake.code) {
      case 'bounds':
        return t('needMeasure', { least: mistake.least, most: mistake.most });
      case 'decimals':
        return t('decimals', { decimals: mistake.decimals });
      case 'something':
        return t('needSomething');
      default:
        return t('needText');
    }
  };
}
