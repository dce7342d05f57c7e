import type { CarePlanVersionOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Section, Select, TextField } from '~/kit';
import { shortName } from '~/residents/names';
import { DOMAINS, FIELDS, type Domain, type Field } from '../domains';
import type { Keeper } from '../editor/keeper';
import { placeOf, roomAt, type Texts } from '../editor/merge';
import type { About } from '../Frame';
import { InitialTasks } from './InitialTasks';
import { Missing } from './Missing';
import { ToPublish } from './ToPublish';

/** What is asked of each part; the other texts stand there where they say something already. */
const ASKED: readonly Field[] = ['risks', 'support', 'preferences'];

export interface InitialEditorProps {
  about: About;
  version: CarePlanVersionOut;
  texts: Texts;
  keeper: Keeper;
}

/** An initial plan on one page: what is known part by part, up to ten tasks, why it is needed, and what the full plan has besides. */
export function InitialEditor({ about, version, texts, keeper }: InitialEditorProps) {
  const t = useTranslations('planInitial');
  const w = useTranslations('planWords.domain');
  // Parts that somebody opened and has not written in yet.
  const [added, setAdded] = useState<readonly Domain[]>([]);
  const says = (domain: Domain) => FIELDS.some((field) => texts[placeOf(domain, field)]?.trim());
  // What is emptied while one writes stays where it is.
  const [there] = useState(() => DOMAINS.filter(says));
  const shown = DOMAINS.filter((domain) => there.includes(domain) || added.includes(domain) || says(domain));
  const rest = DOMAINS.filter((domain) => !shown.includes(domain));
  const name = shortName(about.page.client);
  const sections = Object.fromEntries(DOMAINS.filter(says).map((domain) => [domain, {}]));
  return (
    <div className="stack loose initial">
      <p className="measure">{t('intro')}</p>
      <Section title={t('known')} sub={t('knownSub')}>
        <div className="initial-parts">
          {shown.map((domain) => (
            <Part key={domain} domain={domain} name={name} texts={texts} keeper={keeper} />
          ))}
        </div>
        {rest.length > 0 ? (
          <Select<Domain>
            key={shown.length}
            label={t('addPart')}
            hint={t('addPartHint')}
            value={null}
            onChange={(domain) => setAdded([...added, domain])}
            options={rest.map((id) => ({ id, label: w(id) }))}
          />
        ) : null}
      </Section>
      <InitialTasks about={about} version={version} domain={shown[0] ?? DOMAINS[0]} />
      <div onBlur={keeper.flush}>
        <TextField
          name="about.change_reason"
          label={t('why')}
          hint={t('whyHint')}
          lines={2}
          maxLength={2000}
          optional
          value={texts[placeOf('about', 'change_reason')] ?? ''}
          onChange={(next) => keeper.type(placeOf('about', 'change_reason'), next)}
        />
      </div>
      <Missing sections={sections} />
      {/* The last step stands last: on a phone what is written is a long way down. */}
      <div className="row">
        <ToPublish version={version} keeper={keeper} />
      </div>
    </div>
  );
}

/** One part of it: what can go wrong, what is done, and how the person likes it. */
function Part(props: { domain: Domain; name: string; texts: Texts; keeper: Keeper }) {
  const { domain, name, texts, keeper } = props;
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords');
  const fields = FIELDS.filter((field) => ASKED.includes(field) || texts[placeOf(domain, field)]);
  const inOrder = [...ASKED, ...fields.filter((field) => !ASKED.includes(field))];
  return (
    <section className="plan-part" aria-labelledby={`initial-${domain}`}>
      <h3 id={`initial-${domain}`}>{w(`domain.${domain}`)}</h3>
      {inOrder.map((field) => {
        const place = placeOf(domain, field);
        const text = texts[place] ?? '';
        const over = text.trim().length - roomAt(place);
        return (
          <div key={field} onBlur={keeper.flush}>
            <TextField
              name={place}
              label={w(`field.${field}`)}
              hint={t(`hint.${field}`, { name })}
              lines={Math.min(10, Math.max(2, text.split('\n').length + Math.floor(text.length / 60)))}
              value={text}
              onChange={(next) => keeper.type(place, next)}
              error={over > 0 ? t('tooLong', { over }) : undefined}
              spellCheck="true"
            />
          </div>
        );
      })}
    </section>
  );
}
