import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '~/kit';
import type { Domain } from '../domains';
import type { About } from '../Frame';
import { SourceList } from '../sources/SourceList';
import { SourcePicker } from '../sources/SourcePicker';
import type { Keeper } from './keeper';
import { idsOf, same, sourcesPlace, textOfIds, type Texts } from './merge';

/** As many as the server takes. */
export const MOST_SOURCES = 20;

interface Props {
  about: About;
  domain: Domain;
  texts: Texts;
  activeTexts: Texts;
  keeper: Keeper;
}

/** Assessments that this part of the draft follows from: linked and taken out, and saved with its texts. */
export function PartSources({ about, domain, texts, activeTexts, keeper }: Props) {
  const t = useTranslations('planSources');
  const place = sourcesPlace(domain);
  const ids = idsOf(texts[place]);
  const [picking, setPicking] = useState(false);
  const put = (next: readonly string[]) => {
    keeper.type(place, textOfIds(next));
    keeper.flush();
  };
  return (
    <div className={same(texts[place], activeTexts[place]) ? 'plan-field' : 'plan-field touched'}>
      <h3>{t('title')}</h3>
      <p className="quiet small">{t('why')}</p>
      {ids.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <SourceList
          ids={ids}
          acts={(id, what) => (
            <Button
              tone="quiet"
              icon="close"
              aria-label={t('removeOf', { what })}
              onPress={() => put(ids.filter((one) => one !== id))}
            >
              {t('remove')}
            </Button>
          )}
        />
      )}
      {ids.length < MOST_SOURCES ? (
        <div>
          <Button icon="add" onPress={() => setPicking(true)}>
            {t('add')}
          </Button>
        </div>
      ) : (
        <p className="quiet small">{t('full')}</p>
      )}
      {picking ? (
        <SourcePicker
          about={about}
          linked={ids}
          most={MOST_SOURCES - ids.length}
          onClose={() => setPicking(false)}
          onPick={(more) => {
            setPicking(false);
            put([...ids, ...more]);
          }}
        />
      ) : null}
    </div>
  );
}
