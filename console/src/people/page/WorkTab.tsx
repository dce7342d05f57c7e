import type { PersonWith, PrivateOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Facts, Icon, LinkButton, Section, Status, todayIn } from '~/kit';
import { dayWords } from '~/residents/when';
import { ZONE } from '../list/columns';
import { BODIES } from '../vocabulary';

/** Days before an end at which it is worth a mark. */
const SOON = 60;
const DAY = 86_400_000;

/** Contact, employment and checks, for those who may know them. */
export function WorkTab({ person }: { person: PersonWith }) {
  const t = useTranslations('people.work');
  const facts = person.private;
  if (!facts) return <p className="quiet">{t('notYours', { name: person.given_name })}</p>;
  const edit =
    person.can.includes('update_private') && facts.can_change.length > 0 ? (
      <LinkButton to="/people/$id/work" params={{ id: person.id }} icon="edit">
        {t('edit')}
      </LinkButton>
    ) : undefined;
  return (
    <div className="stack loose">
      <Section title={t('contact')} actions={edit}>
        <Facts
          items={[
            { label: t('email'), value: mail(facts) },
            { label: t('phone'), value: phone(facts) },
            {
              label: t('emergency'),
              value: facts.emergency_contact ? (
                <span className="lines">{facts.emergency_contact}</span>
              ) : null,
            },
          ]}
        />
      </Section>
      <Employment facts={facts} />
      <Checks facts={facts} />
    </div>
  );
}

function mail({ email }: PrivateOut) {
  if (!email) return null;
  const [name, host] = email.split('@');
  // A long one breaks before its host, not within a word.
  return (
    <a className="link standing" href={`mailto:${email}`}>
      {name}
      <wbr />@{host}
    </a>
  );
}

function phone({ phone: number }: PrivateOut) {
  return number ? (
    <a className="link standing numbers" href={`tel:${number.replace(/\s/g, '')}`}>
      <Icon name="phone" size={18} />
      {number}
    </a>
  ) : null;
}

const day = (date: string | null | undefined) => (date ? dayWords(date) : null);

function Employment({ facts }: { facts: PrivateOut }) {
  const t = useTranslations('people.work');
  const hours = (value: number | null | undefined) => (value == null ? null : t('hours', { hours: value }));
  return (
    <Section title={t('employment')}>
      <Facts
        items={[
          { label: t('staffNumber'), value: facts.staff_number },
          { label: t('birth'), value: day(facts.birth_date) },
          { label: t('contract'), value: hours(facts.contract_hours) },
          ...(facts.weekly_hours_cap == null
            ? []
            : [
                { label: t('cap'), value: hours(facts.weekly_hours_cap) },
                { label: t('capReason'), value: facts.weekly_hours_cap_reason },
              ]),
        ]}
      />
    </Section>
  );
}

function Checks({ facts }: { facts: PrivateOut }) {
  const t = useTranslations('people.work');
  const body = BODIES.find((one) => one === facts.registration_body);
  const update = facts.dbs_update_service;
  return (
    <Section title={t('checks')}>
      <Facts
        items={[
          {
            label: t('rtw'),
            value: facts.right_to_work_until ? (
              <Until date={facts.right_to_work_until} />
            ) : facts.right_to_work_checked_on ? (
              t('noEnd')
            ) : null,
          },
          { label: t('rtwChecked'), value: day(facts.right_to_work_checked_on) },
          { label: t('dbs'), value: day(facts.dbs_certificate_date) },
          { label: t('dbsUpdate'), value: update == null ? null : update ? t('dbsYes') : t('dbsNo') },
          ...(facts.registration_body
            ? [
                { label: t('body'), value: body ? t(`bodies.${body}`) : facts.registration_body },
                { label: t('number'), value: facts.registration_number },
                {
                  label: t('expires'),
                  value: facts.registration_expires ? <Until date={facts.registration_expires} /> : null,
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

/** A day by which something ends: over, soon, or good. The whole of that day counts. */
function Until({ date }: { date: string }) {
  const t = useTranslations('people.work');
  const days = Math.round((Date.parse(date) - Date.parse(todayIn(ZONE))) / DAY);
  if (days < 0) return <Status state="overdue">{t('over', { day: dayWords(date) })}</Status>;
  if (days <= SOON) return <Status state="due">{t('soon', { day: dayWords(date), days })}</Status>;
  return <Status state="done">{dayWords(date)}</Status>;
}
