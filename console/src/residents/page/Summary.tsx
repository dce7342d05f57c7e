import type { ClientPageOut, ContactOut, StayOut } from '@almoner/client';
import { Suspense, lazy } from 'react';
import { useTranslations } from 'use-intl';
import { Facts, Icon, Section, Skeleton } from '~/kit';
import { fullName, roomWords, shortName } from '../names';
import { dayOf, momentWords } from '../when';

// With the words of plans; the facts stand there before.
const Glance = lazy(() => import('~/plans/glance/Glance'));

export function Summary({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.page');
  const v = useTranslations('vocabulary');
  const { client, stay, absence, planned, contacts } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const bed = [client.bed?.unit_name, roomWords(client)].filter(Boolean).join(', ');
  const lives = stay
    ? [
        { label: t('since'), value: dayOf(stay.from, zone) },
        { label: t('stayKind'), value: v(`stayKind.${stay.kind}`) },
        ...(stay.until ? [{ label: t('until'), value: dayOf(stay.until, zone) }] : []),
      ]
    : [];
  return (
    <div className="stack loose">
      {absence ? (
        <Section title={t('awayTitle')}>
          <Facts
            items={[
              {
                label: t('awayWhere'),
                value: [v(`away.${absence.kind}`), absence.place].filter(Boolean).join(', '),
              },
              { label: t('awaySince'), value: momentWords(absence.from, zone) },
              {
                label: t('awayBack'),
                value: absence.expected_return ? momentWords(absence.expected_return, zone) : null,
              },
              { label: t('awayReason'), value: absence.reason },
            ]}
          />
        </Section>
      ) : null}
      {client.can.includes('read_care') && contacts ? (
        <Suspense fallback={<Skeleton lines={4} />}>
          <Glance page={page} />
        </Suspense>
      ) : null}
      {planned && planned.length > 0 ? <Planned planned={planned} zone={zone} /> : null}
      <Section title={t('summaryTitle')}>
        <Facts
          items={[
            { label: t('called'), value: shortName(client) },
            { label: t('fullName'), value: fullName(client) },
            { label: t('home'), value: client.home_name },
            { label: t('bed'), value: bed },
            { label: t('worker'), value: client.key_worker?.name },
            ...lives,
          ]}
        />
      </Section>
      {contacts ? <CallFirst contacts={contacts} /> : null}
    </div>
  );
}

function Planned({ planned, zone }: { planned: readonly StayOut[]; zone: string }) {
  const t = useTranslations('residents.page');
  return (
    <Section title={t('plannedTitle')}>
      <ul className="bullets">
        {planned.map((stay) => (
          <li key={stay.id}>
            {t('planned', {
              day: momentWords(stay.from, zone),
              where: [stay.home_name, roomWords(stay)].filter(Boolean).join(', '),
            })}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Those who are called in an emergency, in their order, each with the number to tap. */
function CallFirst({ contacts }: { contacts: readonly ContactOut[] }) {
  const t = useTranslations('residents.page');
  const called = contacts.filter((contact) => contact.emergency_order != null);
  return (
    <Section title={t('callFirst')}>
      {called.length === 0 ? (
        <p className="quiet">{t('callNobody')}</p>
      ) : (
        <ol className="call-list">
          {called.map((contact) => (
            <li key={contact.id}>
              <span>
                <strong>{contact.name}</strong> <span className="quiet">{contact.relationship}</span>
              </span>
              <PhoneLink contact={contact} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

export function PhoneLink({ contact }: { contact: ContactOut }) {
  const t = useTranslations('residents.page');
  if (!contact.phone) return null;
  return (
    <a
      className="link standing"
      href={`tel:${contact.phone.replace(/\s/g, '')}`}
      aria-label={t('call', { name: contact.name })}
    >
      <Icon name="phone" size={18} />
      <span className="numbers">{contact.phone}</span>
    </a>
  );
}
