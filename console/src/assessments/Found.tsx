import type { AssessmentDetails, Instrument } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { LinkButton, Notice, Section } from '~/kit';
import { AnswersTable } from './AnswersTable';
import { BandMark } from './BandMark';
import { bandOf } from './catalogue';
import { DueMark } from './DueMark';
import { actionsIn, useChangeWords, useResultWords } from './result-words';

export interface FoundProps {
  instrument: Instrument;
  answers: Readonly<Record<string, number | string>>;
  score: number | null | undefined;
  band: string | null | undefined;
  details: AssessmentDetails;
  nextDueOn: string | null | undefined;
  zone: string;
}

/** What the answers came to, as the server computed it: the number, what it means, what to do, and the answers it follows from. */
export function Found(props: FoundProps) {
  const { instrument, answers, zone } = props;
  const t = useTranslations('assessments.found');
  const said = useResultWords()(instrument, props.score, answers);
  const change = useChangeWords()(instrument, props.details, zone);
  const band = bandOf(instrument, props.band);
  const todo = actionsIn(instrument, answers);
  const most = band !== null && band.rank > 0 && band.rank === band.of - 1;
  return (
    <>
      <Section title={t('title')}>
        <div className="stack">
          <p className="row assess-result">
            {said ? <strong className="assess-score numbers">{said}</strong> : null}
            {band ? <BandMark band={band} /> : null}
            {instrument.outcome === 'none' ? <span>{t('noScore')}</span> : null}
          </p>
          {change ? <p className="numbers">{change}</p> : null}
          {band?.action ? (
            <Notice tone={most ? 'bad' : band.rank > 0 ? 'warn' : 'info'} title={t('action')}>
              {band.action}
            </Notice>
          ) : null}
          <p className="row">
            <span>{t('next')}:</span> <DueMark on={props.nextDueOn} zone={zone} />
          </p>
        </div>
      </Section>
      {todo.length > 0 || instrument.outcome === 'none' ? (
        <Section title={t('actions')}>
          {todo.length === 0 ? (
            <p className="quiet">{t('nothing')}</p>
          ) : (
            <ul className="assess-todo">
              {todo.map(({ item, option, action }) => (
                <li key={item}>
                  <p className="quiet small">
                    {item}: {option.label}
                  </p>
                  <p>{action}</p>
                </li>
              ))}
            </ul>
          )}
        </Section>
      ) : null}
      <Section title={t('answers')}>
        <AnswersTable instrument={instrument} answers={answers} details={props.details} />
      </Section>
    </>
  );
}

/** A rise in band made a review of the living plan due. */
export function ReviewDue({ client }: { client: string }) {
  const t = useTranslations('assessments.found');
  return (
    <Notice
      tone="warn"
      title={t('review')}
      action={
        <LinkButton to="/residents/$id" params={{ id: client }} search={{ tab: 'plan' }}>
          {t('toReview')}
        </LinkButton>
      }
    >
      {t('reviewWhy')}
    </Notice>
  );
}

/** Whose the instrument is, and on what terms. */
export function Licence({ instrument }: { instrument: Instrument }) {
  const t = useTranslations('assessments.record');
  return (
    <footer className="quiet small measure assess-licence">
      <p>{t('licence', { licence: instrument.licence })}</p>
      <p>
        {instrument.source_url ? (
          <a className="link" href={instrument.source_url} target="_blank" rel="noreferrer">
            {t('source', { source: instrument.source })}
          </a>
        ) : (
          t('source', { source: instrument.source })
        )}
      </p>
    </footer>
  );
}
