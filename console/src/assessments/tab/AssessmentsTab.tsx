import type { ClientPageOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Skeleton } from '~/kit';
import '../assessments.css';
import { AssessWords } from '../AssessWords';
import { useCatalogue } from '../catalogue';
import { History } from './History';
import { InstrumentCard } from './InstrumentCard';

/** What a resident is assessed with: what is due, how it came out, how it changed, and every assessment there was. */
export default function AssessmentsTab({ page }: { page: ClientPageOut }) {
  return (
    <AssessWords>
      <OfResident page={page} />
    </AssessWords>
  );
}

function OfResident({ page }: { page: ClientPageOut }) {
  const t = useTranslations('assessments');
  const catalogue = useCatalogue();
  const { query, inForce } = catalogue;
  const retry = () => void query.refetch();
  if (query.isPending) return <Skeleton lines={6} />;
  if (query.isError && !query.data)
    return <ErrorState error={query.error} what={t('instrumentsFailed')} retry={retry} />;
  return (
    <div className="stack loose">
      {query.isError ? (
        <ErrorState inline error={query.error} what={t('instrumentsFailed')} retry={retry} />
      ) : null}
      {inForce.length === 0 ? (
        <EmptyState icon="table" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : (
        <div className="assess-cards">
          {inForce.map(({ instrument, own }) => (
            <InstrumentCard key={instrument.code} page={page} instrument={instrument} own={own} />
          ))}
        </div>
      )}
      <History page={page} catalogue={catalogue} />
    </div>
  );
}
