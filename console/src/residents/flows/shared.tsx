import type { ClientPageOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, LinkButton, Skeleton, toast } from '~/kit';
import { residentKeys, residentQuery } from '../data/queries';
import { calledName } from '../names';
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
  if (query.isError) return <ErrorState error={query.error} what={r('page.failed')} retry={() => void query.refetch()} />;
  const { client } = query.data;
  const name = calledName(client);
  if (!props.offered(query.data)) {
    return (
      <EmptyState
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

/** After the deed: says it, reads everything of the resident again, and goes to their page. */
export function useDone(id: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (text: string, undo?: () => void) => {
    await navigate({ to: '/residents/$id', params: { id } });
    toast({ text, ...(undo ? { undo } : {}) });
    await reread(queries, id);
  };
}

export async function reread(queries: ReturnType<typeof useQueryClient>, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: residentKeys.of(id) }),
    queries.invalidateQueries({ queryKey: [...residentKeys.all, 'list'] }),
    queries.invalidateQueries({ queryKey: ['free-beds'] }),
  ]);
}

/** What the summary says of a time: as the home's clock will show it. */
export function useWhenWords(zone: string): (when: When) => string {
  const t = useTranslations('flows.when');
  return (when) => {
    const moment = momentIn(when, zone);
    return when.mode === 'now' || !moment ? t('nowSummary') : momentWords(moment.instant, zone);
  };
}
