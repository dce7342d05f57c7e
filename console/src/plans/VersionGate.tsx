import { isApiError, type CarePlanVersionOut } from '@almoner/client';
import { useCarePlanVersion } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState, Skeleton } from '~/kit';
import { useKept } from '~/lib/kept';
import { NoVersion } from './Frame';

/** One version of this resident's plan. What is on the screen stays there when it is read again and isn't answered. */
export function VersionGate(props: {
  client: string;
  version: string;
  children: (version: CarePlanVersionOut) => ReactNode;
}) {
  const t = useTranslations('plans');
  const query = useCarePlanVersion(props.version);
  const version = useKept(query.data);
  if (version?.id !== props.version) {
    if (query.isPending) return <Skeleton kind="page" lines={8} />;
    if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request'))
      return <NoVersion id={props.client} />;
    return <ErrorState page error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  }
  // The address of another resident's page shows nothing of this one's plan.
  if (version.client_id !== props.client) return <NoVersion id={props.client} />;
  return props.children(version);
}
