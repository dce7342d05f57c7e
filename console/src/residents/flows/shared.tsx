import type { ClientPageOut } from '@almoner/client';
import { keys, useAlmoner } from '@almoner/client/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, LinkButton, Skeleton, toast } from '~/kit';
import { residentQuery } from '../data/queries';
import { calledName } from '../names';
import type { ResidentTab } from '../page/tabs';
import { momentWords } from '../when';
import { momentIn, type When } from './moment';

/** What every flow knows of whom it is about. */
export interface FlowResident {
  page: ClientPageOut;
  id: string;
  name: string;
  homeName: string;
  zone: string;
}

/** Reads the resident first; says so where the deed is not offered (done already, or for somebody else). */
export function FlowGate(props: {
  id: string;
  offered: (page: ClientPageOut) => boolean;
  children: (resident: FlowResident) => ReactNode;
}) {
  const t = useTranslations('flows');
  const r = useTranslations('residents');
  const query = useQuery(residentQuery(useAlmoner(), props.id));
  if (query.isPending) return <Skeleton kind="page" lines={6} />;
  if (query.isError)
    return <ErrorState page error={query.error} what={r('page.failed')} retry={() => void query.refetch()} />;
  const { client } = query.data;
  const name = calledName(client);
  if (!props.offered(query.data)) {
    return (
      <EmptyState
        page
        title={t('notOffered')}
        action={
          <LinkButton to="/residents/$id" params={{ id: props.id }}>
            {t('toResident', { name })}
          </LinkButton>
        }
      >
        {t('notOfferedWhy', { name })}
      </EmptyState>
    );
  }
  const zone = client.home?.time_zone ?? 'Europe/London';
  const homeName = client.home?.name ?? client.home_name ?? '';
  return props.children({ page: query.data, id: props.id, name, homeName, zone });
}

/** After the deed: says it, reads everything of the resident again, and goes to that part of their page. */
export function useDone(id: string, search: { tab?: ResidentTab } = {}) {
  const again = useReread();
  const navigate = useNavigate();
  return async (text: string, undo?: () => void) => {
    await navigate({ to: '/residents/$id', params: { id }, search });
    toast({ text, ...(undo ? { undo } : {}) });
    await again();
  };
}

export function useReread(): () => Promise<void> {
  const queries = useQueryClient();
  return () => reread(queries);
}

/** Alerts and beds of homes show the same people: all of it is read again, as far as it is on the screen. */
export async function reread(queries: ReturnType<typeof useQueryClient>): Promise<void> {
  const stale = [keys.clients.all, keys.alerts.all, keys.careHomes.all];
  await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** What the summary says of a time: as the home's clock will show it. */
export function useWhenWords(zone: string): (when: When) => string {
  const t = useTranslations('flows.when');
  return (when) => {
    const moment = momentIn(when, zone);
    return when.mode === 'now' || !moment ? t('nowSummary') : momentWords(moment.instant, zone);
  };
}
