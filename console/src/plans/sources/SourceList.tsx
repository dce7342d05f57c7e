import { isApiError } from '@almoner/client';
import { useAssessment } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { BandMark } from '~/assessments/BandMark';
import { bandOf, numberOf, useCatalogue } from '~/assessments/catalogue';
import { Link, Skeleton, Status } from '~/kit';
import { useHomes } from '~/people/zones';
import { dayOf } from '~/residents/when';
import './sources.css';

/** Assessments by id: instrument, what came of it, and the day, each with the way to it. */
export function SourceList({
  ids,
  acts,
}: {
  ids: readonly string[];
  /** What can be done with one, given what it is called. */
  acts?: (id: string, what: string) => ReactNode;
}) {
  return (
    <ul className="plan-sources">
      {ids.map((id) => (
        <Source key={id} id={id} acts={acts} />
      ))}
    </ul>
  );
}

function Source({ id, acts }: { id: string; acts: ((id: string, what: string) => ReactNode) | undefined }) {
  const t = useTranslations('planSources');
  const query = useAssessment(id, { staleTime: 60_000 });
  const catalogue = useCatalogue();
  const { zoneOf } = useHomes();
  if (query.isPending) {
    return (
      <li>
        <Skeleton lines={1} />
      </li>
    );
  }
  if (!query.data) {
    // The same for what is not theirs to see and what is not there.
    const gone = isApiError(query.error, 'not_found', 'forbidden', 'bad_request');
    const words = gone ? t('gone') : t('failed');
    return (
      <li className="row tight">
        <span className="quiet">{words}</span>
        {acts?.(id, words)}
      </li>
    );
  }
  const { assessment: one } = query.data;
  const name = catalogue.nameOf(one.instrument);
  const known = catalogue.of(one.instrument, one.instrument_version);
  const band = bandOf(known, one.band);
  const said = one.score == null ? numberOf(known, one.answers) : t('score', { score: String(one.score) });
  const day = dayOf(one.occurred_at, zoneOf(one.care_home_id));
  return (
    <li className="row tight">
      <Link to="/assessments/$id" params={{ id }} className="standing">
        {name}
      </Link>
      {said ? <span className="numbers">{said}</span> : null}
      {band ? <BandMark band={band} /> : null}
      <span className="quiet small">{t('on', { day })}</span>
      {one.struck_at ? <Status state="refused">{t('struck')}</Status> : null}
      {acts?.(id, `${name}, ${day}`)}
    </li>
  );
}

/** What a part rests on now and did not, and the other way round. */
export function SourceChanges(props: {
  added: readonly string[];
  removed: readonly string[];
  heading?: 'h3' | 'h4';
}) {
  const { added, removed, heading: Heading = 'h4' } = props;
  const t = useTranslations('planSources');
  if (added.length === 0 && removed.length === 0) return null;
  return (
    <div className="plan-field">
      <Heading>{t('title')}</Heading>
      {added.length > 0 ? (
        <div className="plan-sources-of">
          <Status state="active">{t('added')}</Status>
          <SourceList ids={added} />
        </div>
      ) : null}
      {removed.length > 0 ? (
        <div className="plan-sources-of">
          <Status state="refused">{t('removed')}</Status>
          <SourceList ids={removed} />
        </div>
      ) : null}
    </div>
  );
}
