import { isApiError, newKey, type ClientPageOut, type Instrument } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Button, DateField, LinkButton, Notice, TextField } from '~/kit';
import { WhenField } from '~/residents/flows/WhenField';
import type { Recording } from './use-recording';

interface Props {
  page: ClientPageOut;
  instrument: Instrument;
  recording: Recording;
}

/** What follows the questions: when it was, a note, and when it is done again. */
export function Ending({ page: { client }, instrument, recording: { form, zone } }: Props) {
  const t = useTranslations('assessments.record');
  const { values, mistakes } = form;
  return (
    <>
      <WhenField
        name="when"
        label={t('when')}
        value={values.when}
        onChange={(when) => form.set({ when })}
        zone={zone}
        homeName={client.home?.name ?? client.home_name ?? ''}
        mistakes={mistakes}
      />
      <TextField
        {...form.bind('note')}
        label={t('note')}
        hint={t('noteHint')}
        lines={3}
        maxLength={4000}
        optional
      />
      <DateField
        {...form.bind('next')}
        label={t('next')}
        hint={instrument.repeat_days ? t('nextRepeat', { days: instrument.repeat_days }) : t('nextNone')}
        optional
      />
      {instrument.outcome === 'none' ? null : <p className="quiet measure">{t('computed')}</p>}
      {isApiError(form.failure, 'idempotency_key_reused') ? (
        <Notice
          tone="warn"
          title={t('reusedTitle')}
          action={
            <>
              <LinkButton to="/residents/$id" params={{ id: client.id }} search={{ tab: 'assessments' }}>
                {t('back', { name: client.preferred_name ?? client.given_name })}
              </LinkButton>
              <Button onPress={() => form.set({ key: newKey() })}>{t('reusedAgain')}</Button>
            </>
          }
        >
          {t('reused')}
        </Notice>
      ) : null}
    </>
  );
}
