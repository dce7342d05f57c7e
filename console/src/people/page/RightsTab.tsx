import type { PersonWith } from '@almoner/client';
import { useHomeManagers, useMemberships, useOffices, useSession } from '@almoner/client/react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState, LinkButton, Section, Skeleton } from '~/kit';
import { seesOffices } from '../list/PeopleList';
import { RightTable, asManager, asMembership, asOffice, type AnyRight } from '../rights/RightTable';

/** More rights than anybody holds in a working life. */
const MOST = 200;

interface Found {
  data: AnyRight[] | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** Everything that somebody held, holds and will hold, as far as the reader may know it. */
export function RightsTab({ person }: { person: PersonWith }) {
  const t = useTranslations('people.rights');
  const [gone, setGone] = useState(false);
  const session = useSession().data;
  const query = { person: person.id, limit: MOST, ...(gone ? { archived: 'only' as const } : {}) };
  const memberships = useMemberships(query);
  const managers = useHomeManagers(query);
  const offices = useOffices(query);
  const name = person.preferred_name ?? person.given_name;
  const may = (verb: string) => person.can.includes(verb) && !gone;
  const params = { id: person.id };
  return (
    <div className="stack loose">
      <Part
        title={t('memberships')}
        sub={t('membershipsHint', { name })}
        found={{ ...memberships, data: memberships.data?.rows.map(asMembership) }}
        action={
          may('add_membership') ? (
            <LinkButton to="/people/$id/membership" params={params} icon="add">
              {t('add')}
            </LinkButton>
          ) : undefined
        }
      />
      <Part
        title={t('managers')}
        sub={t('managersHint', { name })}
        found={{ ...managers, data: managers.data?.items.map(asManager) }}
        action={
          may('add_home_manager') ? (
            <LinkButton to="/people/$id/manager" params={params} icon="add">
              {t('addManaged')}
            </LinkButton>
          ) : undefined
        }
      />
      {seesOffices(session?.held) ? (
        <Part
          title={t('offices')}
          sub={t('officesHint')}
          found={{ ...offices, data: offices.data?.items.map(asOffice) }}
          action={
            may('give_office') ? (
              <LinkButton to="/people/$id/office" params={params} icon="add">
                {t('addOffice')}
              </LinkButton>
            ) : undefined
          }
        />
      ) : null}
      <p>
        <button type="button" className="link standing" aria-pressed={gone} onClick={() => setGone(!gone)}>
          {gone ? t('archivedHide') : t('archivedShow')}
        </button>
      </p>
    </div>
  );
}

function Part(props: { title: string; sub: string; found: Found; action?: ReactNode }) {
  const t = useTranslations('people.rights');
  const { title, sub, found, action } = props;
  const rows = found.data ?? [];
  return (
    <Section title={title} sub={sub} actions={action}>
      {found.isPending ? <Skeleton kind="rows" lines={2} /> : null}
      {found.isError ? (
        <ErrorState
          error={found.error}
          what={t('failed')}
          retry={() => void found.refetch()}
          inline={rows.length > 0}
        />
      ) : null}
      {found.data && rows.length === 0 ? <p className="quiet">{t('none')}</p> : null}
      {rows.length > 0 ? <RightTable label={title} rows={rows} by="home" /> : null}
    </Section>
  );
}
