import type { DutyOut, RoundOut } from '@almoner/client';
import { isStarting, useMyDuty, useSession, useStartShift } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Link, LinkButton, Notice, Select, Status } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useOutbox } from '~/outbox';
import { timeOf } from '~/residents/when';
import { useOnline } from '~/shell/online';
import { EndShift } from './EndShift';
import { unitsOf, type Unit } from './home';
import { unreadOf } from './left';
import './duty.css';

interface Props {
  round: RoundOut;
  /** The server's clock, in milliseconds. */
  now: number;
  /** On the page that shows who is on and the handover, neither is led to. */
  here?: boolean;
}

const WHOLE = 'whole';
const EVERY = 60_000;

/**
 * One's own shift: started with one tap, ended with two, and never needed for anything else. Without a connection it says what the
 * round says.
 */
export function MyShift({ round, now, here = false }: Props) {
  const t = useTranslations('duty.mine');
  const { home } = round;
  const online = useOnline();
  const mine = useMyDuty({ every: EVERY });
  const { mine: entries } = useOutbox();
  const [ending, setEnding] = useState<DutyOut>();
  const duty = mine.data ? mine.data.duty : undefined;
  const held = home.duty;
  const unread = unreadOf(round, entries);
  return (
    <>
      <section
        className="duty-mine"
        aria-label={t('label')}
        data-on={duty || (!mine.data && held) ? '' : undefined}
      >
        {mine.data ? (
          duty ? (
            <On duty={duty} home={home} end={() => setEnding(duty)} />
          ) : (
            <Off units={unitsOf(round.residents)} home={home} shift={mine.data.shift ?? null} />
          )
        ) : held ? (
          <Status state="active">{t('on', { time: timeOf(held.since, home.time_zone) })}</Status>
        ) : mine.isError && online ? (
          <p className="quiet small">{t('failed')}</p>
        ) : null}
        {online ? null : <p className="quiet small">{t('offline')}</p>}
        {here ? null : (
          <Link to="/shift" search={{ home: home.id }} className="standing">
            {t('all')}
          </Link>
        )}
      </section>
      {unread && !here ? <Unread id={unread} /> : null}
      {ending ? <EndShift duty={ending} round={round} now={now} close={() => setEnding(undefined)} /> : null}
    </>
  );
}

function On({ duty, home, end }: { duty: DutyOut; home: RoundOut['home']; end: () => void }) {
  const t = useTranslations('duty.mine');
  const online = useOnline();
  const homes = useSession({ enabled: false }).data?.homes ?? [];
  const there = homes.find(({ id }) => id === duty.care_home_id);
  const zone = there?.time_zone ?? home.time_zone;
  const time = timeOf(duty.started_at, zone);
  const away = duty.care_home_id !== home.id;
  const more = [
    duty.unit_name,
    duty.shift_until ? t('onUntil', { time: timeOf(duty.shift_until, zone) }) : null,
  ].filter(Boolean);
  return (
    <>
      <div className="duty-words">
        <Status state={isStarting(duty) ? 'waiting' : 'active'}>
          {away ? t('elsewhere', { home: there?.name ?? '–', time }) : t('on', { time })}
        </Status>
        {away ? (
          <span className="quiet small">{t('elsewhereWhy')}</span>
        ) : more.length > 0 ? (
          <span className="quiet small numbers">{more.join(', ')}</span>
        ) : null}
      </div>
      {online && duty.can.includes('end') ? <Button onPress={end}>{t('end')}</Button> : null}
    </>
  );
}

interface OffProps {
  units: readonly Unit[];
  home: RoundOut['home'];
  shift: {
    from: string;
    until: string;
    shift_name?: string | null;
    unit_id?: string | null;
    care_home_id: string;
  } | null;
}

function Off({ units, home, shift }: OffProps) {
  const t = useTranslations('duty.mine');
  const d = useTranslations('duty');
  const online = useOnline();
  const start = useDeed(useStartShift(), () => ({ text: t('started') }));
  const planned = shift?.care_home_id === home.id ? shift : null;
  const [chosen, setChosen] = useState<string>();
  const at = chosen ?? planned?.unit_id ?? WHOLE;
  const unit = units.find(({ id }) => id === at) ?? null;
  return (
    <>
      <div className="duty-words">
        <span className="strong">{t('off')}</span>
        <span className="quiet small">
          {planned
            ? `${t('rota', {
                name: planned.shift_name ?? 'none',
                from: timeOf(planned.from, home.time_zone),
                until: timeOf(planned.until, home.time_zone),
              })} `
            : ''}
          {t('offWhy')}
        </span>
      </div>
      {online ? (
        <div className="duty-start">
          {units.length > 1 ? (
            <Select
              label={t('where')}
              value={unit?.id ?? WHOLE}
              onChange={setChosen}
              options={[
                { id: WHOLE, label: d('whole') },
                ...units.map(({ id, name }) => ({ id, label: name })),
              ]}
            />
          ) : null}
          <Button icon="check" busy={start.busy} onPress={() => start.press({ home: home.id, unit })}>
            {t('start')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Unread({ id }: { id: string }) {
  const t = useTranslations('duty.unread');
  return (
    <Notice
      title={t('title')}
      action={
        <LinkButton to="/handover/$id" params={{ id }}>
          {t('act')}
        </LinkButton>
      }
    >
      {t('why')}
    </Notice>
  );
}
