import { useTranslations } from 'use-intl';
import { PictureOrTable } from '~/care/PictureOrTable';
import { Section, Table, type Column } from '~/kit';
import { dayWords, shortDay } from '~/residents/when';
import { placeOn, scaleOf, type DayAmount } from './chart';
import { Frame } from './Frame';

interface Props {
  which: 'in_ml' | 'out_ml';
  days: readonly DayAmount[];
  /** The care day of now, which is not over. */
  today: string;
}

const UNIT = 'ml';

/** Millilitres per care day. A day without a bar is one of which nobody noted any. */
export function Bars({ which, days, today }: Props) {
  const t = useTranslations('notes.charts');
  const c = useTranslations('care.measure');
  const title = t('perDay', { measure: c(which) });
  const known = days.flatMap(({ value }) => (value === null ? [] : [value]));
  const scale = scaleOf(known, true);
  const said = t('said', {
    count: known.length,
    least: String(Math.min(...known)),
    most: String(Math.max(...known)),
    unit: UNIT,
  });
  const short = (day: string) => shortDay(`${day}T12:00:00Z`, 'UTC');
  const [first, last] = [days[0]!.day, days.at(-1)!.day];
  const columns: Column<DayAmount>[] = [
    { id: 'day', label: t('day'), cell: ({ day }) => dayWords(day) },
    {
      id: 'value',
      label: t('value', { unit: UNIT }),
      numeric: true,
      cell: ({ value }) => value ?? <span className="quiet">{t('notNoted')}</span>,
    },
  ];
  return (
    <Section title={title} sub={t('axis', { measure: c(which), unit: UNIT })}>
      <PictureOrTable
        words={{ table: t('table'), picture: t('picture') }}
        table={<Table label={title} columns={columns} rows={days.toReversed()} rowId={({ day }) => day} />}
        picture={
          <>
            <Frame title={title} said={said} scale={scale} ends={[short(first), short(last)]}>
              <div className="chart-bars">
                {days.map(({ day, value }) => (
                  <span
                    key={day}
                    className="chart-bar"
                    data-today={day === today ? '' : undefined}
                    title={`${dayWords(day)}: ${value === null ? t('notNoted') : `${value} ${UNIT}`}`}
                    style={{ blockSize: `${value === null ? 0 : placeOn(scale, value) * 100}%` }}
                  />
                ))}
              </div>
            </Frame>
            <p className="quiet small">
              {known.length < days.length ? `${t('notNotedWhy')} ` : ''}
              {days.at(-1)!.day === today && days.at(-1)!.value !== null ? t('today') : ''}
            </p>
          </>
        }
      />
    </Section>
  );
}
