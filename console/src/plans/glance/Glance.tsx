import { isApiError, type ClientPageOut, type NoteOut } from '@almoner/client';
import { useCarePlan, useClientNotes, useMeasures, useNoteKinds } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AboutLines } from '~/about-me/Lines';
import { Badge, ErrorState, LinkButton, Notice, Section, Skeleton, Status, todayIn } from '~/kit';
import { useHomes } from '~/people/zones';
import { dayOf, dayWords, timeOf } from '~/residents/when';
import { DOMAINS } from '../domains';
import { PlanWords } from '../PlanWords';
import '../plans.css';
import { Markdown } from '../text/Markdown';
import { careDayAt } from './care-day';
import './glance.css';
import { useMeasureWords } from './measure-words';

/** What a carer needs of a resident within a minute: how they like to be supported, today so far, the last day, the plan. */
export default function Glance({ page }: { page: ClientPageOut }) {
  return (
    <PlanWords>
      <Parts page={page} />
    </PlanWords>
  );
}

function Parts({ page }: { page: ClientPageOut }) {
  const { homes } = useHomes();
  const { client } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const starts = homes.find(({ id }) => id === client.home?.id)?.care_day_starts ?? '07:00:00';
  // One question for as long as the page is open: what comes meanwhile is read again under the same key.
  const [now] = useState(() => new Date());
  return (
    <>
      <AboutLines page={page} />
      <PlanSummary page={page} zone={zone} />
      <Today client={client.id} day={careDayAt(now, zone, starts)} starts={starts.slice(0, 5)} />
      <LastDay client={client.id} now={now} zone={zone} />
    </>
  );
}

function PlanSummary({ page, zone }: { page: ClientPageOut; zone: string }) {
  const t = useTranslations('glance');
  const p = useTranslations('plans');
  const w = useTranslations('planWords.domain');
  const { id } = page.client;
  const query = useCarePlan(id);
  const i = useTranslations('planInitial');
  const s = useTranslations('planSleep');
  const active = query.data?.active;
  const sleep = query.data?.sleep;
  const review = query.data?.next_review;
  const liked = DOMAINS.flatMap((domain) => {
    const text = active?.sections[domain]?.preferences;
    return text ? [{ domain, text }] : [];
  });
  if (query.isPending) return <Skeleton lines={3} />;
  if (query.isError && !query.data && !isApiError(query.error, 'not_found'))
    return <ErrorState inline error={query.error} what={p('failed')} retry={() => void query.refetch()} />;
  const over = review && review.due_on < todayIn(zone);
  return (
    <>
      {liked.length > 0 ? (
        <Section title={t('like')}>
          <dl className="glance-liked">
            {liked.map(({ domain, text }) => (
              <div key={domain} className="plan-field preferences">
                <dt>{w(domain)}</dt>
                <dd>
                  <Markdown text={text} />
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      ) : null}
      <Section
        title={t('plan')}
        actions={
          active || page.client.can.includes('verify_alert') ? (
            <LinkButton to="/residents/$id" params={{ id }} search={{ tab: 'plan' }}>
              {active ? t('planOpen') : t('planBegin')}
            </LinkButton>
          ) : undefined
        }
      >
        {active && sleep ? (
          <Notice tone={sleep.is_back ? 'warn' : 'info'}>
            {s(sleep.is_back ? 'glance' : 'glanceAway', { day: dayOf(sleep.slept_at, zone) })}
          </Notice>
        ) : null}
        {active ? (
          <p className="row">
            {active.kind === 'initial' ? (
              <>
                <Badge tone="warn">{i('kind')}</Badge>
                <span>{i('glance', { day: dayOf(active.effective_from ?? active.created_at, zone) })}</span>
              </>
            ) : (
              <span>
                {t('planVersion', {
                  number: active.number,
                  day: dayOf(active.effective_from ?? active.created_at, zone),
                })}
              </span>
            )}
            {review ? (
              over ? (
                <Status state="overdue">{t('planOver', { day: dayWords(review.due_on) })}</Status>
              ) : (
                <span className="quiet">{t('planReview', { day: dayWords(review.due_on) })}</span>
              )
            ) : null}
          </p>
        ) : (
          <p>{t('planNone')}</p>
        )}
      </Section>
    </>
  );
}

/** What was drunk and what came out since the care day began. Nobody having noted any is not nothing drunk. */
function Today({ client, day, starts }: { client: string; day: string; starts: string }) {
  const t = useTranslations('glance');
  const measures = useMeasures(client, { from: day, to: day });
  const today = measures.data?.days.find(({ care_day }) => care_day === day);
  return (
    <Section title={t('today')} sub={t('todaySub', { time: starts })}>
      {measures.isPending ? (
        <Skeleton lines={1} />
      ) : measures.isError && !measures.data ? (
        <ErrorState
          inline
          error={measures.error}
          what={t('todayFailed')}
          retry={() => void measures.refetch()}
        />
      ) : today ? (
        <dl className="glance-today">
          <Total label={t('fluids')} ml={today.in_ml} />
          <Total label={t('out')} ml={today.out_ml} />
          <div>
            <dt>{t('notesLabel')}</dt>
            <dd className="numbers">{today.notes}</dd>
          </div>
        </dl>
      ) : (
        <p className="quiet">{t('nothingNoted')}</p>
      )}
    </Section>
  );
}

function Total({ label, ml }: { label: string; ml: number | null | undefined }) {
  const t = useTranslations('glance');
  return (
    <div>
      <dt>{label}</dt>
      <dd className="numbers">
        {ml == null ? <span className="quiet">{t('notNoted')}</span> : t('ml', { ml })}
      </dd>
    </div>
  );
}

const DAY = 86_400_000;

function LastDay({ client, now, zone }: { client: string; now: Date; zone: string }) {
  const t = useTranslations('glance');
  const from = new Date(Math.floor((now.getTime() - DAY) / 60_000) * 60_000).toISOString();
  const notes = useClientNotes(client, { from, limit: 20 });
  return (
    <Section title={t('notes')}>
      {notes.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : notes.isError && notes.rows.length === 0 ? (
        <ErrorState inline error={notes.error} what={t('notesFailed')} retry={() => void notes.refetch()} />
      ) : notes.rows.length === 0 ? (
        <p className="quiet">{t('notesNone')}</p>
      ) : (
        <ol className="glance-notes">
          {notes.rows.map((note) => (
            <Note key={note.id} note={note} zone={zone} today={dayOf(now.toISOString(), zone)} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Note({ note, zone, today }: { note: NoteOut; zone: string; today: string }) {
  const t = useTranslations('glance');
  const kinds = useNoteKinds().data?.items ?? [];
  const measured = useMeasureWords(kinds)(note.measures);
  const day = dayOf(note.occurred_at, zone);
  return (
    <li className="glance-note">
      <p className="row tight">
        <time className="numbers strong" dateTime={note.occurred_at}>
          {timeOf(note.occurred_at, zone)}
        </time>
        {day === today ? null : <span className="small quiet">{t('yesterday')}</span>}
        <strong>
          {kinds.find(({ kind }) => kind === note.kind)?.label ?? note.kind.replaceAll('_', ' ')}
        </strong>
        {note.flagged ? <Badge tone="warn">{t('flagged')}</Badge> : null}
      </p>
      {note.struck_at ? (
        <p>
          <Status state="refused">{t('struck', { why: note.struck_because ?? '' })}</Status>
        </p>
      ) : null}
      {measured ? <p className={note.struck_at ? 'struck numbers' : 'numbers'}>{measured}</p> : null}
      {note.text ? <p className={note.struck_at ? 'struck lines' : 'lines'}>{note.text}</p> : null}
      <p className="small quiet">
        {note.claimed_author
          ? t('claimed', { name: note.author_name ?? '–', claimed: note.claimed_author.name ?? '–' })
          : note.author_name}
      </p>
    </li>
  );
}
