import { isApiError, type AssessmentOut, type AssessmentWithAddendaOut } from '@almoner/client';
import { useAddToAssessment, useAssessment } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AddDialog } from '~/care/AddDialog';
import { useHomeOf } from '~/care/home';
import {
  Button,
  EmptyState,
  ErrorState,
  Facts,
  Link,
  LinkButton,
  Notice,
  PageHeader,
  Section,
  Skeleton,
  Status,
} from '~/kit';
import { momentWords } from '~/residents/when';
import '../assessments.css';
import { useCatalogue } from '../catalogue';
import { Found, Licence, ReviewDue } from '../Found';

/** One assessment as it was found, with all that was added to it. */
export function AssessmentPage({ id }: { id: string }) {
  const t = useTranslations('assessments.one');
  const query = useAssessment(id);
  const retry = () => void query.refetch();
  if (query.data) {
    return (
      <>
        {query.isError ? <ErrorState inline error={query.error} what={t('failed')} retry={retry} /> : null}
        <Whole page={query.data} />
      </>
    );
  }
  if (query.isPending) return <Skeleton kind="page" lines={8} />;
  if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
    return (
      <EmptyState
        page
        icon="table"
        title={t('gone')}
        action={<LinkButton to="/residents">{t('toResidents')}</LinkButton>}
      />
    );
  }
  return <ErrorState page error={query.error} what={t('failed')} retry={retry} />;
}

function Whole({ page }: { page: AssessmentWithAddendaOut }) {
  const t = useTranslations('assessments.one');
  const r = useTranslations('assessments.record');
  const h = useTranslations('assessments.history');
  const catalogue = useCatalogue();
  const { assessment } = page;
  const { home } = useHomeOf(assessment.care_home_id);
  const zone = home?.time_zone ?? 'Europe/London';
  const instrument = catalogue.of(assessment.instrument, assessment.instrument_version);
  const name = assessment.client_name ?? '–';
  return (
    <div className="stack loose">
      <PageHeader
        title={catalogue.nameOf(assessment.instrument)}
        back={
          <Link to="/residents/$id" params={{ id: assessment.client_id }} search={{ tab: 'assessments' }}>
            {r('back', { name })}
          </Link>
        }
        sub={
          <span className="row tight">
            <span>{r('sub', { name })}</span>
            {assessment.late ? <Status state="waiting">{h('late')}</Status> : null}
            {assessment.struck_at ? <Status state="refused">{h('struck')}</Status> : null}
          </span>
        }
        actions={<Acts assessment={assessment} />}
      />
      {assessment.struck_at ? (
        <Notice tone="warn">
          {t('struckBy', {
            name: assessment.struck_by_name ?? '–',
            when: momentWords(assessment.struck_at, zone),
            why: assessment.struck_because ?? '',
          })}
        </Notice>
      ) : null}
      {assessment.review_id && !assessment.struck_at ? <ReviewDue client={assessment.client_id} /> : null}
      {instrument ? (
        <Found
          instrument={instrument}
          answers={assessment.answers}
          score={assessment.score}
          band={assessment.band}
          details={assessment.details}
          nextDueOn={assessment.next_due_on}
          zone={zone}
        />
      ) : catalogue.query.isPending ? (
        <Skeleton lines={6} />
      ) : (
        <Notice tone="warn">{t('unknown')}</Notice>
      )}
      <Facts
        items={[
          { label: t('by'), value: assessment.author_name },
          { label: t('when'), value: momentWords(assessment.occurred_at, zone) },
          { label: t('written'), value: momentWords(assessment.recorded_at, zone) },
          { label: t('note'), value: assessment.note },
          { label: t('version'), value: assessment.instrument_version },
        ]}
      />
      <Added page={page} zone={zone} />
      {instrument ? <Licence instrument={instrument} /> : null}
    </div>
  );
}

function Acts({ assessment }: { assessment: AssessmentOut }) {
  const t = useTranslations('assessments.one');
  const add = useAddToAssessment();
  const [asking, setAsking] = useState<'addendum' | 'strike_out'>();
  return (
    <>
      {assessment.can.includes('add') ? (
        <Button icon="add" onPress={() => setAsking('addendum')}>
          {t('add.act')}
        </Button>
      ) : null}
      {assessment.can.includes('strike_out') ? (
        <Button icon="close" onPress={() => setAsking('strike_out')}>
          {t('strike.act')}
        </Button>
      ) : null}
      {asking ? (
        <AddDialog
          kind={asking}
          draft={`assessment.${assessment.id}`}
          words="assessments.one"
          send={(body) => add.mutateAsync([assessment.id, body])}
          onClose={() => setAsking(undefined)}
        />
      ) : null}
    </>
  );
}

function Added({ page: { addenda }, zone }: { page: AssessmentWithAddendaOut; zone: string }) {
  const t = useTranslations('assessments.one');
  // Why it was struck out stands above.
  const rows = addenda.filter(({ kind }) => kind !== 'strike_out');
  return (
    <Section title={t('added')}>
      {rows.length === 0 ? (
        <p className="quiet">{t('addedNone')}</p>
      ) : (
        <ol className="assess-todo" aria-label={t('added')}>
          {rows.map((row) => (
            <li key={row.id}>
              <p className="lines">{row.text}</p>
              <p className="quiet small numbers">
                {t('addedBy', { name: row.author_name ?? '–', when: momentWords(row.recorded_at, zone) })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
