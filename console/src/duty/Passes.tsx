import type { AgencyPassOut, MembershipOut } from '@almoner/client';
import { useAgencyPasses, useMemberships } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { Button, ErrorState, LinkButton, Section, Skeleton, Status } from '~/kit';
import { momentWords } from '~/residents/when';
import { runsShiftIn } from './home';
import { EndPass, RenewCode } from './PassDialogs';

interface Props {
  home: SessionHome;
  now: number;
}

/** One that ended longer ago is looked up with the person. */
const LATELY = 24 * 3_600_000;

/** Who is let in for one shift, with another code and the end. */
export function Passes({ home, now }: Props) {
  const t = useTranslations('duty.agency');
  const found = useAgencyPasses({ home: home.id, limit: 25 });
  // A pass holds as long as its membership does; who may end one reads it there.
  const ends = useMemberships(
    { home: home.id, state: 'live', limit: 200 },
    { enabled: Boolean(home.manager), staleTime: 30_000 },
  );
  const [renewing, setRenewing] = useState<AgencyPassOut>();
  const [ending, setEnding] = useState<{ pass: AgencyPassOut; membership: MembershipOut }>();
  const rows = found.rows.filter(({ ends_at }) => Date.parse(ends_at) > now - LATELY);
  return (
    <Section
      title={t('title')}
      sub={t('sub')}
      actions={
        runsShiftIn(home) ? (
          <LinkButton to="/shift/admit" search={{ home: home.id }} icon="add">
            {t('admit')}
          </LinkButton>
        ) : undefined
      }
    >
      {found.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : found.isError && rows.length === 0 ? (
        <ErrorState error={found.error} what={t('failed')} retry={() => void found.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <ul className="duty-people" aria-label={t('title')}>
          {rows.map((pass) => {
            const membership = ends.rows.find(({ profile_id }) => profile_id === pass.profile_id);
            const over =
              Date.parse(pass.ends_at) <= now || (ends.isSuccess && !membership && !ends.hasNextPage);
            return (
              <li key={pass.id}>
                <Pass pass={pass} over={over} early={Date.parse(pass.ends_at) > now} zone={home.time_zone} />
                <span className="row">
                  {!over && pass.can.includes('renew_code') ? (
                    <Button
                      tone="quiet"
                      icon="key"
                      aria-label={t('codeOf', { name: pass.name ?? '–' })}
                      onPress={() => setRenewing(pass)}
                    >
                      {t('code')}
                    </Button>
                  ) : null}
                  {!over && membership?.can.includes('end') ? (
                    <Button
                      tone="quiet"
                      aria-label={t('endOf', { name: pass.name ?? '–' })}
                      onPress={() => setEnding({ pass, membership })}
                    >
                      {t('end')}
                    </Button>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {found.hasNextPage && rows.length === found.rows.length && rows.length > 0 ? (
        <div className="row">
          <Button busy={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
      {renewing ? (
        <RenewCode pass={renewing} zone={home.time_zone} close={() => setRenewing(undefined)} />
      ) : null}
      {ending ? <EndPass {...ending} close={() => setEnding(undefined)} /> : null}
    </Section>
  );
}

interface PassProps {
  pass: AgencyPassOut;
  over: boolean;
  /** Its own end has not come. */
  early: boolean;
  zone: string;
}

function Pass({ pass, over, early, zone }: PassProps) {
  const t = useTranslations('duty.agency');
  const when = momentWords(pass.ends_at, zone);
  return (
    <>
      <span className="duty-who">
        <span className="strong">{pass.name ?? '–'}</span>
        <span className="quiet small">
          {[pass.agency, t('by', { name: pass.admitted_by_name ?? '–' })].join(', ')}
        </span>
      </span>
      <Status state={over ? 'ended' : 'active'}>
        {over ? (early ? t('overEarly') : t('over', { when })) : t('until', { when })}
      </Status>
      {over ? null : pass.handover_read ? (
        <Status state="done">{t('read')}</Status>
      ) : pass.handover_id ? (
        <Status state="due">{t('unread')}</Status>
      ) : null}
    </>
  );
}
