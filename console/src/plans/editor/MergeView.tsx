import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, RadioGroup, TextField } from '~/kit';
import { WordDiff } from '../diff/WordDiff';
import { readDomain, type Field } from '../domains';
import { domainOf, isSources, type Clash, type Texts } from './merge';

type Side = 'mine' | 'theirs' | 'both';

/** The name of a place: "Sleep: Need". */
export function usePlaceName(): (place: string) => string {
  const t = useTranslations('planEditor');
  const w = useTranslations('planWords');
  return (place) => {
    const field = place.split('.')[1]!;
    const domain = readDomain(domainOf(place));
    if (!domain) return field === 'consent_note' ? t('consentNote') : t('changeReason');
    const what = isSources(place) ? t('restsOn') : w(`field.${field as Field}`);
    return t('merge.where', { domain: w(`domain.${domain}`), field: what });
  };
}

/**
 * Texts that two people changed in two ways, each with what it was, what either made of it, and what is kept. Everything else was
 * put together without asking.
 */
export function MergeView({
  clashes,
  onSettle,
}: {
  clashes: readonly Clash[];
  onSettle: (texts: Texts) => void;
}) {
  const t = useTranslations('planEditor.merge');
  const name = usePlaceName();
  const [sides, setSides] = useState<Record<string, Side>>({});
  const [kept, setKept] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const choose = ({ place, mine, theirs }: Clash, side: Side) => {
    setSides({ ...sides, [place]: side });
    setKept({ ...kept, [place]: { mine, theirs, both: [theirs, mine].filter(Boolean).join('\n\n') }[side] });
  };
  return (
    <section className="plan-merge form" aria-label={t('title')}>
      <div className="summary warn">
        <h2 ref={heading} tabIndex={-1}>
          {t('title')}
        </h2>
        <p>{t('intro')}</p>
      </div>
      {clashes.map((clash) => {
        const { place, was, mine, theirs } = clash;
        const label = name(place);
        return (
          <article key={place} className="plan-part" aria-label={label}>
            <h3>{label}</h3>
            <div className="plan-field">
              <h4>{t('was')}</h4>
              <p className="lines quiet">{was || t('empty')}</p>
            </div>
            <div className="grid-2">
              <div className="plan-field">
                <h4>{t('mine')}</h4>
                <WordDiff from={was} to={mine} />
              </div>
              <div className="plan-field">
                <h4>{t('theirs')}</h4>
                <WordDiff from={was} to={theirs} />
              </div>
            </div>
            <RadioGroup<Side>
              name={place}
              inline
              label={t('result')}
              value={sides[place] ?? null}
              onChange={(side) => choose(clash, side)}
              error={tried && !sides[place] ? t('choose', { label }) : undefined}
              options={[
                { id: 'mine', label: t('mine') },
                { id: 'theirs', label: t('theirs') },
                { id: 'both', label: t('both') },
              ]}
            />
            {sides[place] ? (
              <TextField
                label={label}
                lines={5}
                value={kept[place] ?? ''}
                onChange={(text) => setKept({ ...kept, [place]: text })}
              />
            ) : null}
          </article>
        );
      })}
      <div className="actions">
        <Button
          tone="primary"
          onPress={() => {
            setTried(true);
            if (clashes.every(({ place }) => sides[place])) onSettle(kept);
          }}
        >
          {t('act')}
        </Button>
      </div>
    </section>
  );
}
