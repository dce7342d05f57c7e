import type { AssessmentPointOut, Instrument } from '@almoner/client';
import { useAssessmentTrend } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { PictureOrTable } from '~/care/PictureOrTable';
import { ErrorState, Link, Skeleton, Table, type Column } from '~/kit';
import { scaleOf } from '~/notes/chart';
import '~/notes/charts.css';
import { Frame } from '~/notes/Frame';
import { Points } from '~/notes/Points';
import { momentWords, shortDay } from '~/residents/when';
import { BandMark } from '../BandMark';
import { bandOf, useCatalogue } from '../catalogue';

type Drawn = AssessmentPointOut & { value: number };

/** How it came out over time, as the server says it: a picture, and the same as a table. One value is no trend. */
export function Trend({
  client,
  instrument,
  zone,
}: {
  client: string;
  instrument: Instrument;
  zone: string;
}) {
  const t = useTranslations('assessments.trend');
  const query = useAssessmentTrend(client, { instrument: instrument.code });
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError && !query.data)
    return <ErrorState inline error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  const points = query.data.points.filter((point): point is Drawn => point.value != null);
  if (points.length < 2) return null;
  return (
    <>
      <Drawing points={points} unit={query.data.unit ?? t('points')} instrument={instrument} zone={zone} />
      {query.data.cut ? <p className="quiet small">{t('cut')}</p> : null}
    </>
  );
}

function Drawing(props: { points: readonly Drawn[]; unit: string; instrument: Instrument; zone: string }) {
  const { points, unit, instrument, zone } = props;
  const t = useTranslations('assessments.trend');
  const catalogue = useCatalogue();
  const band = ({ band: code, instrument_version }: Drawn) =>
    bandOf(catalogue.of(instrument.code, instrument_version), code);
  const values = points.map(({ value }) => value);
  const scale = scaleOf(values, instrument.outcome === 'total');
  const [first, last] = [points[0]!, points.at(-1)!];
  const start = Date.parse(first.at);
  const span = Date.parse(last.at) - start || 1;
  const title = t('title', { instrument: instrument.name });
  const words = (point: Drawn) => [`${point.value} ${unit}`, band(point)?.label].filter(Boolean).join(', ');
  const columns: Column<Drawn>[] = [
    {
      id: 'when',
      label: t('when'),
      cell: (point) => (
        <Link to="/assessments/$id" params={{ id: point.assessment_id }} className="standing">
          {momentWords(point.at, zone)}
        </Link>
      ),
    },
    { id: 'value', label: t('value', { unit }), numeric: true, cell: ({ value }) => value },
    ...(points.some(band)
      ? [
          {
            id: 'band',
            label: t('band'),
            cell: (point: Drawn) => {
              const there = band(point);
              return there ? <BandMark band={there} /> : null;
            },
          },
        ]
      : []),
  ];
  return (
    <PictureOrTable
      words={{ table: t('table'), picture: t('picture') }}
      table={
        <Table
          label={title}
          columns={columns}
          rows={points.toReversed()}
          rowId={({ assessment_id }) => assessment_id}
        />
      }
      picture={
        <Frame
          title={title}
          said={t('said', {
            count: points.length,
            least: String(Math.min(...values)),
            most: String(Math.max(...values)),
            unit,
            last: words(last),
          })}
          scale={scale}
          ends={[shortDay(first.at, zone), shortDay(last.at, zone)]}
        >
          <Points
            scale={scale}
            points={points.map((point) => ({
              id: point.assessment_id,
              // A little room on both sides, so that the first and last are whole.
              x: 0.02 + (0.96 * (Date.parse(point.at) - start)) / span,
              value: point.value,
              said: `${momentWords(point.at, zone)}: ${words(point)}`,
            }))}
          />
        </Frame>
      }
    />
  );
}
