import type { CarePlanVersionOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Switch, TextField } from '~/kit';
import { shortName } from '~/residents/names';
import { WordDiff } from '../diff/WordDiff';
import { FIELDS, type Domain, type Field } from '../domains';
import type { About } from '../Frame';
import { SourceChanges, SourceList } from '../sources/SourceList';
import { Markdown } from '../text/Markdown';
import type { Keeper } from './keeper';
import { idsOf, placeOf, roomAt, same, sourcesPlace, type Texts } from './merge';
import { PartSources } from './PartSources';

export interface PartEditorProps {
  about: About;
  domain: Domain;
  texts: Texts;
  active: CarePlanVersionOut | null;
  activeTexts: Texts;
  keeper: Keeper;
}

/** How high a box is: as its text, and never a slit. */
const linesFor = (field: Field, text: string) =>
  Math.min(14, Math.max(field === 'support' ? 5 : 3, text.split('\n').length + Math.floor(text.length / 60)));

/** The texts of one part, beside what is in force. */
export function PartEditor(props: PartEditorProps) {
  const { about, domain, texts, active, activeTexts, keeper } = props;
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords');
  const [preview, setPreview] = useState(false);
  const name = shortName(about.page.client);
  return (
    <div className="part-columns">
      <section className="plan-part" aria-labelledby="part-open">
        <h2 id="part-open">{w(`domain.${domain}`)}</h2>
        <fieldset className="views" aria-label={t('how')}>
          {([false, true] as const).map((on) => (
            <button
              key={String(on)}
              type="button"
              className="view"
              aria-pressed={preview === on}
              onClick={() => setPreview(on)}
            >
              {t(on ? 'preview' : 'write')}
            </button>
          ))}
        </fieldset>
        {preview ? (
          <Preview domain={domain} texts={texts} />
        ) : (
          <>
            <p className="quiet small">{t('markup')}</p>
            {FIELDS.map((field) => {
              const place = placeOf(domain, field);
              const text = texts[place] ?? '';
              const over = text.trim().length - roomAt(place);
              return (
                <div
                  key={field}
                  onBlur={keeper.flush}
                  className={same(text, activeTexts[place]) ? '' : 'touched'}
                >
                  <TextField
                    name={place}
                    label={w(`field.${field}`)}
                    hint={t(`hint.${field}`, { name })}
                    lines={linesFor(field, text)}
                    value={text}
                    onChange={(next) => keeper.type(place, next)}
                    error={over > 0 ? t('tooLong', { over }) : undefined}
                    spellCheck="true"
                  />
                </div>
              );
            })}
          </>
        )}
        <PartSources about={about} domain={domain} texts={texts} activeTexts={activeTexts} keeper={keeper} />
      </section>
      <Current active={active} domain={domain} texts={texts} activeTexts={activeTexts} />
    </div>
  );
}

function Preview({ domain, texts }: { domain: Domain; texts: Texts }) {
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords.field');
  const said = FIELDS.filter((field) => texts[placeOf(domain, field)]?.trim());
  if (said.length === 0) return <p className="quiet">{t('nothingToPreview')}</p>;
  return said.map((field) => (
    <div key={field} className={`plan-field ${field}`}>
      <h3>{w(field)}</h3>
      <Markdown text={texts[placeOf(domain, field)]!} />
    </div>
  ));
}

/** What is in force now, or what the draft makes of it, word by word. */
function Current(props: Pick<PartEditorProps, 'active' | 'domain' | 'texts' | 'activeTexts'>) {
  const { active, domain, texts, activeTexts } = props;
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords.field');
  const [changes, setChanges] = useState(false);
  const said = FIELDS.filter(
    (field) => activeTexts[placeOf(domain, field)] || (changes && texts[placeOf(domain, field)]?.trim()),
  );
  const [sources, before] = [idsOf(texts[sourcesPlace(domain)]), idsOf(activeTexts[sourcesPlace(domain)])];
  return (
    <aside className="plan-part part-current" aria-labelledby="part-now">
      <h2 id="part-now">{active ? t('inForce', { number: active.number }) : t('nothingInForce')}</h2>
      {active ? (
        <Switch value={changes} onChange={setChanges}>
          {t('showChanges')}
        </Switch>
      ) : null}
      {active && said.length === 0 && before.length === 0 ? (
        <p className="quiet">{t('nothingThere', { number: active.number })}</p>
      ) : null}
      {said.map((field) => {
        const place = placeOf(domain, field);
        return (
          <div key={field} className={`plan-field ${changes ? '' : field}`}>
            <h3>{w(field)}</h3>
            {changes ? (
              <WordDiff from={activeTexts[place] ?? ''} to={texts[place]?.trim() ?? ''} />
            ) : (
              <Markdown text={activeTexts[place]!} />
            )}
          </div>
        );
      })}
      {changes ? (
        <SourceChanges
          heading="h3"
          added={sources.filter((id) => !before.includes(id))}
          removed={before.filter((id) => !sources.includes(id))}
        />
      ) : before.length > 0 ? (
        <div className="plan-field">
          <h3>{t('restsOn')}</h3>
          <SourceList ids={before} />
        </div>
      ) : null}
    </aside>
  );
}

/** Why the plan changes, and what the person said to it. */
export function AboutEditor({ about, texts, keeper }: Pick<PartEditorProps, 'about' | 'texts' | 'keeper'>) {
  const t = useTranslations('planEditor');
  const name = shortName(about.page.client);
  const fields = [
    ['change_reason', t('changeReason'), t('changeReasonHint')],
    ['consent_note', t('consentNote'), t('consentNoteHint', { name })],
  ] as const;
  return (
    <section className="plan-part" aria-labelledby="part-open">
      <h2 id="part-open">{t('about')}</h2>
      {fields.map(([field, label, hint]) => {
        const place = placeOf('about', field);
        return (
          <div key={field} onBlur={keeper.flush}>
            <TextField
              name={place}
              label={label}
              hint={hint}
              lines={4}
              maxLength={2000}
              value={texts[place] ?? ''}
              onChange={(next) => keeper.type(place, next)}
            />
          </div>
        );
      })}
    </section>
  );
}
