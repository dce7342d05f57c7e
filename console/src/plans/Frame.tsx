import { isApiError, type ClientPageOut } from '@almoner/client';
import { useClient } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton } from '~/kit';
import { AlertsBand } from '~/residents/alerts/AlertsBand';
import { calledName } from '~/residents/names';
import './plans.css';

/** Whom a plan is about. */
export interface About {
  page: ClientPageOut;
  id: string;
  name: string;
  zone: string;
}

/** Reads the resident first: whoever it isn't theirs to see learns nothing else. */
export function PlanGate({ id, children }: { id: string; children: (about: About) => ReactNode }) {
  const t = useTranslations('residents.page');
  const query = useClient(id);
  const page = query.data;
  if (!page) {
    if (query.isPending) return <Skeleton kind="page" lines={8} />;
    if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
      return (
        <EmptyState
          page
          icon="residents"
          title={t('notFoundTitle')}
          action={<LinkButton to="/residents">{t('toList')}</LinkButton>}
        >
          {t('notFound')}
        </EmptyState>
      );
    }
    return <ErrorState page error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  }
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  return children({ page, id, name: calledName(page.client), zone });
}

export interface PlanFrameProps {
  about: About;
  title: string;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page about a plan: whose it is, and under the name what must not be overlooked, as on the resident's page. */
export function PlanFrame({ about, title, sub, actions, children }: PlanFrameProps) {
  const t = useTranslations('planEditor');
  return (
    <div className="stack plan">
      <PageHeader
        title={title}
        sub={sub}
        actions={actions}
        back={
          <Link to="/residents/$id" params={{ id: about.id }} search={{ tab: 'plan' }}>
            {t('back', { name: about.name })}
          </Link>
        }
      />
      <AlertsBand page={about.page} />
      {children}
    </div>
  );
}

/** A version that does not exist, or is not theirs: nobody learns which. */
export function NoVersion({ id }: { id: string }) {
  const t = useTranslations('plans.view');
  return (
    <EmptyState
      page
      icon="search"
      title={t('gone')}
      action={
        <LinkButton to="/residents/$id" params={{ id }} search={{ tab: 'plan' }}>
          {t('toPlan')}
        </LinkButton>
      }
    >
      {t('goneWhy')}
    </EmptyState>
  );
}
