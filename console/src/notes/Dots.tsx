import type { MeasurePointOut, MeasureSeriesOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { PictureOrTable } from '~/care/PictureOrTable';
import { dayPlus } from '~/care/clock';
import { Link, Section, Table, type Column } from '~/kit';
import { momentWords, shortDay } from '~/residents/when';
import { scaleOf } from './chart';
import { Frame } from './Frame';
import { Points } from './Points';

interface Props {
  series: MeasureSeriesOut;
  /** Drawn in the same picture: the lower value of a blood pressure. */
  under: MeasureSeriesOut | undefined;
  /** Care days. */
  span: { from: string; to: string };
  zone: string;
}

/** Each value where and when it was measured, joined by a thin line. */
export function Dots({ series, under, span, zone }: Props) {
  const t = useTranslations('notes.charts');
  const c = useTranslations('care.measure');
  const name = `${series.measure}` as 'weight_kg';
  // A measure that this version does not know keeps the API's name.
  const what = under ? c('pressure') : c.has(name) ? c(name) : series.measure;
  const { points, unit } = series;
  const all = [...points, ...(under?.points ?? [])].map(({ value }) => value);
  const scale = scaleOf(all, false);
  const [start, end] = [Date.parse(`${span.from}T00:00:00Z`), Date.parse(`${dayPlus(span.to, 2)}T00:00:00Z`)];
  const drawn = ({ at, note_id, value }: MeasurePointOut) => ({
    id: `${note_id}${at}`,
    x: (Date.parse(at) - start) / (end - start),
    value,
    said: `${momentWords(at, zone)}: ${value} ${unit}`,
  });
  const said = t('said', {
    count: points.length,
    least: String(Math.min(...all)),
    most: String(Math.max(...all)),
    unit,
  });
  const lower = new Map(under?.points.map(({ note_id, value }) => [note_id, value]));
  const columns: Column<MeasurePointOut>[] = [
    {
      id: 'when',
      label: t('when'),
      cell: (point) => (
        <Link to="/notes/$id" params={{ id: point.note_id }} className="standing">
          {momentWords(point.at, zone)}
        </Link>
      ),
    },
    {
      id: 'value',
      label: t('value', { unit }),
      numeric: true,
      cell: ({ value, note_id }) => (under ? `${value}/${lower.get(note_id) ?? '–'}` : value),
    },
  ];
  return (
    <Section title={what} sub={unit ? t('axis', { measure: what, unit }) : what}>
      <PictureOrTable
        words={{ table: t('table'), picture: t('picture') }}
        table={
          <Table
            label={what}
            columns={columns}
            rows={points.toReversed()}
            rowId={({ note_id, at: when }) => `${note_id}${when}`}
          />
        }
        picture={
          <Frame
            title={what}
            said={said}
            scale={scale}
            ends={[span.from, span.to].map((day) => shortDay(`${day}T12:00:00Z`, 'UTC'))}
          >
            <Points points={points.map(drawn)} scale={scale} />
            {under ? <Points points={under.points.map(drawn)} scale={scale} lower /> : null}
          </Frame>
        }
      />
    </Section>
  );
}
