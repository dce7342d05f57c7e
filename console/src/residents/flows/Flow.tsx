import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { focusField } from '~/form';
import { Button, ErrorState, Facts, Link, Notice, PageHeader } from '~/kit';
import { patient } from '~/session/patient';
import { CONFIRM, SUMMARY, nextOf, placeOf, refusalOf, stepsFor, type Mistakes, type Step } from './flow';

export interface FlowProps<V extends object> {
  /** Whom it is about: stands above every page. */
  who: string;
  clientId: string;
  steps: readonly Step<V>[];
  values: V;
  onChange: (part: Partial<V>) => void;
  summary: {
    title: string;
    /** What the button will do, beyond the answers: "The bed becomes free at once." */
    effects?: readonly string[];
    /** The verb and the thing: "Admit Winnie Ahmed". */
    act: string;
    tone?: 'primary' | 'danger';
  };
  /** A second page before it is done, for what can't be taken back. */
  confirm?: { title: string; content: ReactNode; ready: boolean; act: string };
  /** Does it, by a hook of the client: pressed again after a lost answer it still happens once. */
  act: (values: V) => Promise<unknown>;
}

/** A guided flow: one question on each page, a page that shows all answers, and only then the deed. */
export function Flow<V extends object>(props: FlowProps<V>) {
  const { steps, values, summary, confirm } = props;
  const t = useTranslations('flows');
  const navigate = useNavigate();
  const wanted = (useSearch({ strict: false }) as { step?: string }).step;
  const ends = confirm ? [SUMMARY, CONFIRM] : [SUMMARY];
  const here = placeOf(steps, values, wanted, ends);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const step = steps.find(({ id }) => id === here);
  const asked = stepsFor(steps, values);

  const go = (to: string) =>
    void navigate({ to: '.', search: (now: object) => ({ ...now, step: to }) } as never);

  useEffect(() => {
    // The first complaint of the page takes the focus, each time that somebody tried to go on.
    const first = step?.fields.flatMap((name) => [name, `${name}_time`]).find((name) => mistakes[name]);
    if (tries > 0 && first) focusField(first);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [tries, here]);

  function onward(event: FormEvent) {
    event.preventDefault();
    if (!step) return;
    const wrong = step.check?.(values) ?? {};
    setMistakes(wrong);
    setTries(tries + 1);
    if (Object.keys(wrong).length === 0) go(nextOf(steps, values, here));
  }

  async function doIt() {
    setBusy(true);
    setFailure(null);
    try {
      await patient(() => props.act(values));
    } catch (error) {
      const refusal = refusalOf(error, steps);
      setMistakes(refusal.mistakes);
      setTries(tries + 1);
      if (refusal.step) go(refusal.step);
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  const back = (
    <Link to="/residents/$id" params={{ id: props.clientId }}>
      {props.who}
    </Link>
  );
  if (step) {
    const at = asked.findIndex(({ id }) => id === here) + 1;
    return (
      <form className="stack loose flow" onSubmit={onward} noValidate key={here}>
        <PageHeader
          title={step.title}
          back={back}
          sub={t('place', { at, of: asked.length + 1, who: props.who })}
        />
        {step.hint ? <div className="quiet measure">{step.hint}</div> : null}
        {step.render({ values, mistakes, change: (part) => props.onChange(part) })}
        <div className="actions">
          <Button type="submit" tone="primary">
            {t('continue')}
          </Button>
          <Link to="/residents/$id" params={{ id: props.clientId }} className="button quiet">
            {t('leave')}
          </Link>
        </div>
      </form>
    );
  }
  const last = here === CONFIRM && confirm;
  return (
    <div className="stack loose flow" key={here}>
      <PageHeader
        title={last ? confirm.title : summary.title}
        back={back}
        sub={t('place', { at: asked.length + 1, of: asked.length + 1, who: props.who })}
      />
      {failure ? <ErrorState inline error={failure} what={t('notDone')} /> : null}
      {last ? (
        confirm.content
      ) : (
        <>
          <div className="stack">
            {asked.map((one) => (
              <div key={one.id} className="flow-answer">
                <Facts items={one.facts(values)} />
                <Button
                  tone="quiet"
                  icon="edit"
                  onPress={() => go(one.id)}
                  aria-label={t('changeThis', { what: one.title })}
                >
                  {t('change')}
                </Button>
              </div>
            ))}
          </div>
          {summary.effects && summary.effects.length > 0 ? (
            <Notice title={t('effects')}>
              <ul className="bullets">
                {summary.effects.map((effect) => (
                  <li key={effect}>{effect}</li>
                ))}
              </ul>
            </Notice>
          ) : null}
        </>
      )}
      <div className="actions">
        {confirm && !last ? (
          <Button tone="primary" onPress={() => go(CONFIRM)}>
            {t('continue')}
          </Button>
        ) : (
          <Button
            tone={summary.tone ?? 'primary'}
            busy={busy}
            isDisabled={Boolean(last && !confirm.ready)}
            onPress={() => void doIt()}
          >
            {last ? confirm.act : summary.act}
          </Button>
        )}
        <Link to="/residents/$id" params={{ id: props.clientId }} className="button quiet">
          {t('leave')}
        </Link>
      </div>
    </div>
  );
}
