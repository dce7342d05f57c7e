import { isApiError } from '@almoner/client';
import { useHandover } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { useHomeOf } from '~/care/home';
import { EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton } from '~/kit';
import { HandoverView } from './HandoverView';
import './handover.css';

/** One handover, also an earlier one. */
export function OneHandoverPage({ id }: { id: string }) {
  const t = useTranslations('handover');
  const query = useHandover(id);
  const { home } = useHomeOf(query.data?.handover.care_home_id);
  if (!query.data) {
    if (query.isPending) return <Skeleton kind="page" lines={8} />;
    if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
      return (
        <EmptyState
          page
          icon="copy"
          title={t('gone')}
          action={<LinkButton to="/handover">{t('toLatest')}</LinkButton>}
        />
      );
    }
    return <ErrorState page error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  }
  return (
    <div className="stack">
      <PageHeader title={t('title')} sub={home?.name} back={<Link to="/handover">{t('title')}</Link>} />
      <HandoverView id={id} home={home} />
    </div>
  );
}
