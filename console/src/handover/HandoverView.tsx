import type { HandoverWithItemsOut } from '@almoner/client';
import { useHandover, useHomeNow } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { Button, ErrorState, Section, Skeleton } from '~/kit';
import { dayWords, momentWords } from '~/residents/when';
import { usePersonId } from '~/session/person';
import { AddLine } from './AddLine';
import { Concerns } from './Concerns';
import { groupsOf } from './groups';
import { Incoming } from './Incoming';
import { Resident } from './Resident';
import { Sign } from './Sign';
import { useSign } from './use-sign';

/** All that a handover says: whose it is, one's signature, what to know by resident, who comes on. */
export function HandoverView({ id, home }: { id: string; home: SessionHome | null }) {
  const t = useTranslations('handover');
  const query = useHandover(id);
  if (query.data) {
    return (
      <Shown
        page={query.data}
        home={home}
        failed={query.isError ? query.error : null}
        retry={() => void query.refetch()}
      />
    );
  }
  if (query.isPending) return <Skeleton kind="page" lines={8} />;
  return <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
}

interface Props {
  page: HandoverWithItemsOut;
  home: SessionHome | null;
  /** It could not be read again. */
  failed: unknown;
  retry: () => void;
}

function Shown({ page, home, failed, retry }: Props) {
  const t = useTranslations('handover');
  const c = useTranslations('care.shift');
  const me = usePersonId();
  const [adding, setAdding] = useState(false);
  // For the order of rooms, and whom a line can be about.
  const now = useHomeNow(page?.handover.care_home_id ?? '', {
    enabled: page !== undefined,
    staleTime: 60_000,
  });
  const { handover } = page;
  const signing = useSign(handover);
  const zone = home?.time_zone ?? 'Europe/London';
  const mine = page.acknowledged.find(({ profile_id }) => profile_id === me);
  const residents = now.data?.residents ?? [];
  const groups = groupsOf(page, residents);
  const shift = t('shiftOf', { shift: c(handover.shift), day: dayWords(handover.care_day) });
  return (
    <article className="handover stack loose" aria-label={shift}>
      <header className="stack tight">
        <h2>{handover.unit_name ? `${shift} · ${handover.unit_name}` : shift}</h2>
        <p className="quiet">
          {t('by', { name: handover.created_by_name ?? '–', when: momentWords(handover.created_at, zone) })}
        </p>
      </header>
      {failed ? <ErrorState inline error={failed} what={t('stale')} retry={retry} /> : null}
      <Sign page={page} zone={zone} signing={signing} />
      {handover.summary ? (
        <Section title={t('summary')}>
          <p className="handover-summary">{handover.summary}</p>
        </Section>
      ) : null}
      <Concerns concerns={page.concerns} zone={zone} />
      <Section
        title={t('items')}
        sub={t('counts.open', { count: page.items.filter(({ status }) => status === 'open').length })}
        actions={
          handover.can.includes('add_item') ? (
            <Button icon="add" onPress={() => setAdding(true)}>
              {t('add.act')}
            </Button>
          ) : undefined
        }
      >
        {groups.length === 0 ? (
          <p className="quiet">{t('itemsNone')}</p>
        ) : (
          <ol className="handover-groups">
            {groups.map((group) => (
              <Resident
                key={group.client ?? 'home'}
                group={group}
                zone={zone}
                signedAt={mine?.recorded_at ?? null}
              />
            ))}
          </ol>
        )}
      </Section>
      <Incoming page={page} zone={zone} here={signing.mark.waiting ? me : null} />
      {adding ? <AddLine handover={handover} residents={residents} onClose={() => setAdding(false)} /> : null}
    </article>
  );
}
