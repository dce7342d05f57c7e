import type { ClientPageOut } from '@almoner/client';
import { useMeasures } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { careDayOf, dayPlus } from '~/care/clock';
import { useHomeOf } from '~/care/home';
import { Views } from '~/care/Views';
import { EmptyState, ErrorState, Notice, Skeleton } from '~/kit';
import * as care from '~/words/en-GB/care';
import * as notes from '~/words/en-GB/notes';
import { MoreWords } from '~/words/more';
import { amountsOf, seriesOf } from './chart';
import { Bars } from './Bars';
import { Dots } from './Dots';
import './charts.css';

const words = { ...care, ...notes };
const BACK = ['7', '28', '90'] as const;

/** What notes measured of a resident, over days: as it was measured, with its unit, and no score made of it. */
export default function Charts({ page }: { page: ClientPageOut }) {
  return (
    <MoreWords words={words}>
      <OfResident page={page} />
    </MoreWords>
  );
}

function OfResident({ page: { client } }: { page: ClientPageOut }) {
  const t = useTranslations('notes.charts');
  const [back, setBack] = useState<(typeof BACK)[number]>('28');
  const [opened] = useState(() => new Date().toISOString());
  const held = useHomeOf(client.holding_home_id).home;
  const home = held ?? { time_zone: client.home?.time_zone ?? 'Europe/London', care_day_starts: '07:00:00' };
  const to = careDayOf(opened, home);
  const from = dayPlus(to, 1 - Number(back));
  const query = useMeasures(client.id, { from, to }, { keepPrevious: true });
  const days = (
    <Views
      label={t('days')}
      now={back}
      views={BACK.map((id) => ({ id, label: t(`back.${id}`) }))}
      onChange={setBack}
    />
  );
  if (!query.data) {
    return (
      <div className="stack">
        {days}
        {query.isPending ? (
          <Skeleton lines={5} />
        ) : (
          <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />
        )}
      </div>
    );
  }
  const measures = query.data;
  const amounts = (['in_ml', 'out_ml'] as const).map((which) => ({
    which,
    days: amountsOf(measures, which, from, to),
  }));
  const shown = amounts.filter((one) => one.days.some(({ value }) => value !== null));
  const series = seriesOf(measures);
  const pressure = series.some(({ measure }) => measure === 'systolic');
  return (
    <div className="stack loose" aria-busy={query.isPlaceholderData}>
      {days}
      {query.isError ? (
        <ErrorState inline error={query.error} what={t('failed')} retry={() => void query.refetch()} />
      ) : null}
      {measures.cut ? <Notice tone="warn">{t('cut')}</Notice> : null}
      {shown.length === 0 && series.length === 0 ? (
        <EmptyState icon="table" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : (
        <div className="charts">
          {shown.map((one) => (
            <Bars key={one.which} which={one.which} days={one.days} today={to} />
          ))}
          {series
            .filter(({ measure }) => !(pressure && measure === 'diastolic'))
            .map((one) => (
              <Dots
                key={one.measure}
                series={one}
                // Both of a blood pressure are one thing.
                under={
                  one.measure === 'systolic'
                    ? series.find(({ measure }) => measure === 'diastolic')
                    : undefined
                }
                span={{ from, to }}
                zone={home.time_zone}
              />
            ))}
        </div>
      )}
    </div>
  );
}
