import type { PersonWith } from '@almoner/client';
import { usePerson } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Link, toast } from '~/kit';
import { useKept } from '~/lib/kept';
import { Forbidden } from '~/shell/pages';
import { NoPerson, PARTS } from '../page/PersonPage';
import type { PersonTab } from '../page/tabs';

export interface PersonGateProps {
  id: string;
  /** The verb of `can` without which there is nothing to do here. */
  verb: string;
  children: (person: PersonWith) => ReactNode;
}

/** The person whom a form is about, and whether it is the reader's to fill in; one that was begun stays. */
export function PersonGate({ id, verb, children }: PersonGateProps) {
  const query = usePerson(id, PARTS);
  const begun = useKept(query.data?.can.includes(verb) ? query.data : undefined);
  if (begun?.id === id) return children(begun);
  return query.data ? <Forbidden /> : <NoPerson query={query} />;
}

export function BackToPerson({ person, tab }: { person: { id: string; name: string }; tab?: PersonTab }) {
  return (
    <Link to="/people/$id" params={{ id: person.id }} search={tab ? { tab } : {}}>
      {person.name}
    </Link>
  );
}

/** After something was saved: to the person's page, which says what happened. */
export function useDone() {
  const navigate = useNavigate();
  return async (id: string, text: string, tab?: PersonTab) => {
    await navigate({ to: '/people/$id', params: { id }, search: tab ? { tab } : {} });
    toast({ text });
  };
}

/** The home's people page, for forms that began there. */
export function useDoneHome() {
  const navigate = useNavigate();
  return async (homeId: string, text: string) => {
    await navigate({ to: '/homes/$homeId/people', params: { homeId } });
    toast({ text });
  };
}

export function useNeeded() {
  const f = useTranslations('form');
  return (label: string) => f('needed', { label });
}
