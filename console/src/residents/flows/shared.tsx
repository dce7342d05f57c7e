import type { ClientPageOut } from '@almoner/client';
import { useClient } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, LinkButton, Skeleton, toast } from '~/kit';
import { useKept } from '~/lib/kept';
import * as flows from '~/words/en-GB/flows';
import { MoreWords } from '~/words/more';
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

/** Reads the resident first; says so where the deed is not offered (done already, or for somebody else), unless it was begun. */
export function FlowGate(props: GateProps) {
  return (
    <MoreWords words={flows}>
      <Gate {...props} />
    </MoreWords>
  );
}

interface GateProps {
  id: string;
  offered: (page: ClientPageOut) => boolean;
  children: (resident: FlowResident) => ReactNode;
}

function Gate(props: GateProps) {
  const t = useTranslations('flows');
  const r = useTranslations('residents');
  const query = useClient(props.id);
  const begun = useKept(query.data && props.offered(query.data) ? query.data : undefined);
  const page = begun?.client.id === props.id ? begun : undefined;
  if (!page && query.isPending) return <Skeleton kind="page" lines={6} />;
  if (!page && query.isError)
    return <ErrorState page error={query.error} what={r('page.failed')} retry={() => void query.refetch()} />;
  const { client } = page ?? query.data!;
  const name = calledName(client);
  if (!page) {
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
  return props.children({ page, id: props.id, name, homeName, zone });
}

/** After the deed: goes to that part of the resident's page, and says it. What may have changed is being read again already. */
export function useDone(id: string, search: { tab?: ResidentTab } = {}) {
  const navigate = useNavigate();
  return async (text: string, undo?: () => void) => {
    await navigate({ to: '/residents/$id', params: { id }, search });
    toast({ text, ...(undo ? { undo } : {}) });
  };
}

/** What the summary says of a time: as the home's clock will show it. */
export function useWhenWords(zone: string): (when: When) => string {
  const t = useTranslations('whenField');
  return (when) => {
    const moment = momentIn(when, zone);
    return when.mode === 'now' || !moment ? t('nowSummary') : momentWords(moment.instant, zone);
  };
}
