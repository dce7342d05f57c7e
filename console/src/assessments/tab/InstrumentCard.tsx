import type { AssessmentOut, ClientPageOut, Instrument } from '@almoner/client';
import { useClientAssessments } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Badge, ErrorState, LinkButton, Skeleton } from '~/kit';
import { momentWords } from '~/residents/when';
import { BandMark } from '../BandMark';
import { bandOf, useCatalogue } from '../catalogue';
import { DueMark } from '../DueMark';
import { actionsIn, useChangeWords, useResultWords } from '../result-words';
import { mayAssess } from '../rights';
import { Trend } from './Trend';

interface Props {
  page: ClientPageOut;
  /** The version to answer now. */
  instrument: Instrument;
  own: boolean;
}

/** The last one that holds: what was struck out does not count. */
export function lastOf(rows: readonly AssessmentOut[]): AssessmentOut | undefined {
  return rows
    .filter(({ struck_at }) => !struck_at)
    .toSorted((a, b) => b.occurred_at.localeCompare(a.occurred_at) || b.id.localeCompare(a.id))[0];
}

/** One instrument: when it is due, how it last came out, how it changed, and the way to answer it. */
export function InstrumentCard({ page: { client }, instrument, own }: Props) {
  const t = useTranslations('assessments');
  const { name, code } = instrument;
  // Some more than one: the last may have been struck out, or have come late.
  const list = useClientAssessments(client.id, { instrument: code, limit: 10 });
  const last = lastOf(list.rows);
  const zone = client.home?.time_zone ?? 'Europe/London';
  return (
    <article className="assess-card" aria-label={name}>
      <div className="row spread">
        <h2 className="row tight">
          {name}
          {own ? <Badge>{t('own')}</Badge> : null}
        </h2>
        {mayAssess(client) ? (
          <LinkButton
            to="/residents/$id/assess/$instrument"
            params={{ id: client.id, instrument: code }}
            icon="edit"
            aria-label={t('card.recordOf', { instrument: name })}
          >
            {t('card.record')}
          </LinkButton>
        ) : null}
      </div>
      {list.isPending ? (
        <Skeleton lines={3} />
      ) : list.isError && list.rows.length === 0 ? (
        <ErrorState
          inline
          error={list.error}
          what={t('card.failed', { instrument: name })}
          retry={() => void list.refetch()}
        />
      ) : last ? (
        <>
          <DueMark on={last.next_due_on} zone={zone} />
          <Last last={last} zone={zone} />
          {instrument.outcome === 'none' ? null : (
            <Trend client={client.id} instrument={instrument} zone={zone} />
          )}
        </>
      ) : (
        <p className="quiet">{t('due.never')}</p>
      )}
    </article>
  );
}

function Last({ last, zone }: { last: AssessmentOut; zone: string }) {
  const t = useTranslations('assessments');
  // The words of the version under which it was answered.
  const known = useCatalogue().of(last.instrument, last.instrument_version);
  const result = useResultWords();
  const changed = useChangeWords();
  const band = bandOf(known, last.band);
  const said = known ? result(known, last.score, last.answers) : null;
  const change = known ? changed(known, last.details, zone) : null;
  return (
    <div className="stack tight">
      <p className="row">
        {said ? <strong className="assess-score numbers">{said}</strong> : null}
        {band ? <BandMark band={band} /> : null}
        {known?.outcome === 'none' ? (
          <strong>{t('card.todo', { count: actionsIn(known, last.answers).length })}</strong>
        ) : null}
      </p>
      {change ? <p className="numbers">{change}</p> : null}
      <p className="row spread quiet small numbers">
        <span>
          {t('card.last', { when: momentWords(last.occurred_at, zone), name: last.author_name ?? '–' })}
        </span>
        <LinkButton
          to="/assessments/$id"
          params={{ id: last.id }}
          tone="quiet"
          aria-label={t('card.open', { instrument: known?.name ?? last.instrument })}
        >
          {t('card.openWord')}
        </LinkButton>
      </p>
    </div>
  );
}
