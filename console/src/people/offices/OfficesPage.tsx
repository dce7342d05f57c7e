import { useOffices, useSession } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton } from '~/kit';
import { Forbidden } from '~/shell/pages';
import { seesOffices } from '../list/PeopleList';
import '../people.css';
import { RightTable, asOffice } from '../rights/RightTable';

/** Who owns the business and who leads its compliance, for those who read the organisation in full. */
export function OfficesPage() {
  const session = useSession().data;
  if (!session) return null;
  return seesOffices(session.held) ? (
    <Offices may={session.rights['people']?.includes('give_office') ?? false} />
  ) : (
    <Forbidden />
  );
}

function Offices({ may }: { may: boolean }) {
  const t = useTranslations('people.officesPage');
  const p = useTranslations('people');
  const [over, setOver] = useState(false);
  const found = useOffices({ limit: 200 });
  const rows = (found.data?.items ?? []).filter((row) => over || row.state !== 'ended').map(asOffice);
  const ended = found.data?.items.some((row) => row.state === 'ended');
  return (
    <div className="stack people">
      <PageHeader
        title={t('title')}
        sub={t('sub')}
        back={<Link to="/people">{p('back')}</Link>}
        actions={
          may ? (
            <LinkButton to="/people/give-office" tone="primary" icon="add">
              {t('give')}
            </LinkButton>
          ) : undefined
        }
      />
      {found.isPending ? <Skeleton kind="rows" lines={3} /> : null}
      {found.isError ? (
        <ErrorState
          error={found.error}
          what={t('failed')}
          retry={() => void found.refetch()}
          inline={rows.length > 0}
        />
      ) : null}
      {found.data && rows.length === 0 ? (
        <EmptyState icon="organisation" title={t('none')}>
          {t('noneWhy')}
        </EmptyState>
      ) : null}
      {rows.length > 0 ? <RightTable label={t('title')} rows={rows} by="person" /> : null}
      {ended ? (
        <p>
          <button type="button" className="link standing" aria-pressed={over} onClick={() => setOver(!over)}>
            {over ? t('overHide') : t('over')}
          </button>
        </p>
      ) : null}
    </div>
  );
}
