import type { ClientCapacity, ClientConsent, ClientGender, ClientIdentityOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { DateField, Select, TextField, todayIn } from '~/kit';
import { bareNhs, isNhsNumber, spacedNhs } from '../names';
import { orNull, type BindOf } from './patch';

export interface IdentityValues {
  nhs_number: string;
  birth_date: string | null;
  gender: ClientGender | null;
  first_language: string;
  consent: ClientConsent | null;
  capacity: ClientCapacity | null;
  consent_note: string;
}

const GENDERS = ['female', 'male', 'non_binary', 'other', 'not_said'] as const;
const CONSENTS = ['not_asked', 'given', 'refused', 'best_interests', 'lpa'] as const;
const CAPACITIES = ['assumed', 'assessed_has', 'assessed_lacks', 'fluctuating'] as const;

export function identityValues(identity?: ClientIdentityOut | null): IdentityValues {
  return {
    nhs_number: identity?.nhs_number ? spacedNhs(identity.nhs_number) : '',
    birth_date: identity?.birth_date ?? null,
    gender: identity?.gender ?? null,
    first_language: identity?.first_language ?? '',
    consent: identity?.consent ?? null,
    capacity: identity?.capacity ?? null,
    consent_note: identity?.consent_note ?? '',
  };
}

/** As the API takes it. */
export function identityBody(values: IdentityValues) {
  return {
    nhs_number: orNull(bareNhs(values.nhs_number)),
    birth_date: values.birth_date,
    gender: values.gender,
    first_language: orNull(values.first_language),
    consent: values.consent,
    capacity: values.capacity,
    consent_note: orNull(values.consent_note),
  };
}

/** A number with a slip of the finger is told before it is sent. */
export function identityMistakes(
  values: Pick<IdentityValues, 'nhs_number'>,
  wrong: string,
): Record<string, string> {
  return values.nhs_number.trim() === '' || isNhsNumber(values.nhs_number) ? {} : { nhs_number: wrong };
}

/** The controls of an identity, in the form of a new resident and alone. */
export function IdentityFields({ bind, zone }: { bind: BindOf<IdentityValues>; zone: string }) {
  const t = useTranslations('residents.form');
  const v = useTranslations('vocabulary');
  return (
    <>
      <TextField
        {...bind('nhs_number')}
        label={t('nhs')}
        hint={t('nhsHint')}
        inputMode="numeric"
        width="short"
        optional
      />
      <DateField {...bind('birth_date')} label={t('birth')} max={todayIn(zone)} optional />
      <Select
        {...bind('gender')}
        label={t('gender')}
        optional
        options={GENDERS.map((id) => ({ id, label: v(`gender.${id}`) }))}
      />
      <TextField {...bind('first_language')} label={t('language')} width="short" optional />
      <Select
        {...bind('consent')}
        label={t('consent')}
        optional
        options={CONSENTS.map((id) => ({ id, label: v(`consent.${id}`) }))}
      />
      <Select
        {...bind('capacity')}
        label={t('capacity')}
        optional
        options={CAPACITIES.map((id) => ({ id, label: v(`capacity.${id}`) }))}
      />
      <TextField {...bind('consent_note')} label={t('consentNote')} lines={3} optional />
    </>
  );
}
