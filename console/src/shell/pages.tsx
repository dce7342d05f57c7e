import { isApiError } from '@almoner/client';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, LinkButton, Skeleton } from '~/kit';
import { report } from '~/lib/report';
import { useOnline } from './online';

export function Pending() {
  return <Skeleton kind="page" lines={6} />;
}

/** 404: also what exists and is not yours, which the API answers the same. */
export function NotFound() {
  const t = useTranslations('pages');
  return (
    <EmptyState
      page
      title={t('notFoundTitle')}
      icon="search"
      action={<LinkButton to="/">{t('start')}</LinkButton>}
    >
      {t('notFound')}
    </EmptyState>
  );
}

export function Forbidden() {
  const t = useTranslations('pages');
  return (
    <EmptyState
      page
      title={t('forbiddenTitle')}
      icon="key"
      action={<LinkButton to="/">{t('start')}</LinkButton>}
    >
      {t('forbidden')}
    </EmptyState>
  );
}

/** What a loader or a component threw. The API's refusals have words of their own; the rest is our fault and is reported. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const t = useTranslations('pages');
  const router = useRouter();
  const online = useOnline();
  const api = isApiError(error);
  useEffect(() => {
    if (!api) report(error);
  }, [api, error]);
  const again = () => {
    reset();
    void router.invalidate();
  };
  useEffect(() => {
    if (online && isApiError(error, 'network')) again();
    // Once, when the connection is back.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [online]);
  if (isApiError(error, 'not_found')) return <NotFound />;
  if (isApiError(error, 'forbidden')) return <Forbidden />;
  if (api) return <ErrorState page error={error} what={t('loadFailed')} retry={again} />;
  return (
    <EmptyState
      page
      title={t('crashTitle')}
      action={
        <>
          <Button tone="primary" onPress={() => window.location.reload()}>
            {t('reload')}
          </Button>
          <LinkButton to="/">{t('start')}</LinkButton>
        </>
      }
    >
      {t('crash')}
    </EmptyState>
  );
}
