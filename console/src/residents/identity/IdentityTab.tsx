import type { ClientPageOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Facts, IconButton, LinkButton, Section, toast, todayIn } from '~/kit';
import { ageOn, spacedNhs } from '../names';
import { dayOf, dayWords } from '../when';

/** NHS number, birth date, consent and capacity, for whoever may read the care record. */
export function IdentityTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.identity');
  const v = useTranslations('vocabulary');
  const { client, identity } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const may = identity ? identity.can.includes('update') : client.can.includes('edit_identity');
  const edit = may ? (
    <LinkButton to="/residents/$id/identity" params={{ id: client.id }} icon="edit">
      {identity ? t('edit') : t('add')}
    </LinkButton>
  ) : undefined;
  if (!identity) {
    return (
      <Section title={t('heading')} actions={edit}>
        <p className="quiet">{t('none')}</p>
      </Section>
    );
  }
  const { birth_date, nhs_number, gender } = identity;
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toast({ text: t('copied') });
  };
  return (
    <Section
      title={t('heading')}
      sub={t('updated', { day: dayOf(identity.updated_at, zone) })}
      actions={edit}
    >
      <Facts
        items={[
          {
            label: t('nhs'),
            value: nhs_number ? (
              <span className="row tight">
                <span className="numbers">{spacedNhs(nhs_number)}</span>
                <IconButton label={t('copy')} icon="copy" onPress={() => void copy(nhs_number)} />
              </span>
            ) : null,
          },
          {
            label: t('birth'),
            value: birth_date
              ? t('birthAge', { day: dayWords(birth_date), age: ageOn(birth_date, todayIn(zone)) })
              : null,
          },
          { label: t('gender'), value: gender ? v(`gender.${gender}`) : null },
          { label: t('language'), value: identity.first_language },
          { label: t('consent'), value: v(`consent.${identity.consent}`) },
          { label: t('capacity'), value: v(`capacity.${identity.capacity}`) },
          { label: t('consentNote'), value: identity.consent_note },
        ]}
      />
    </Section>
  );
}
