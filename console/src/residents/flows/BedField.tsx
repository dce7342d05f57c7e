import type { OccupancyBedOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQuery } from '@tanstack/react-query';
import { Radio, RadioGroup } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { ErrorState, Notice, Skeleton } from '~/kit';
import { fieldId } from '~/kit/fields';
import { freeBedsQuery, type FreeBedsFor } from '../data/queries';
import { roomWords } from '../names';
import { dayOf } from '../when';

/** A bed as a flow keeps it: the id for the API, the words for the summary. */
export interface ChosenBed {
  id: string;
  words: string;
}

export function bedWords(bed: OccupancyBedOut): string {
  return `${bed.unit_name}, ${roomWords({ room_name: bed.room_name, bed_name: bed.name })}`;
}

export interface BedFieldProps {
  value: ChosenBed | null;
  onChange: (bed: ChosenBed | null) => void;
  range: FreeBedsFor;
  zone: string;
  error?: string | undefined;
}

/** The beds that are free for the whole time, by unit. Taken anew whenever the page is shown. */
export function BedField({ value, onChange, range, zone, error }: BedFieldProps) {
  const t = useTranslations('flows.bed');
  const beds = useQuery({ ...freeBedsQuery(useAlmoner(), range), refetchOnMount: 'always' });
  if (beds.isPending) return <Skeleton kind="rows" lines={5} />;
  if (beds.isError) return <ErrorState error={beds.error} what={t('failed')} retry={() => void beds.refetch()} />;
  const free = beds.data.items;
  if (free.length === 0) {
    return (
      <Notice tone="warn" title={t('noneTitle')}>
        {t('none')}
      </Notice>
    );
  }
  const units = [...new Set(free.map((bed) => bed.unit_name))];
  return (
    <RadioGroup
      id={fieldId('bed_id')}
      aria-label={t('label')}
      value={free.some(({ id }) => id === value?.id) ? value!.id : null}
      onChange={(id) => {
        const bed = free.find((one) => one.id === id);
        onChange(bed ? { id, words: bedWords(bed) } : null);
      }}
      isInvalid={Boolean(error)}
      className="bed-field stack"
    >
      {error ? (
        <Notice tone="bad" title={error}>
          {t('again')}
        </Notice>
      ) : null}
      <p className="quiet small">{t('count', { count: free.length })}</p>
      {units.map((unit) => (
        <div key={unit} className="stack tight">
          <h3>{unit}</h3>
          <div className="bed-grid">
            {free
              .filter((bed) => bed.unit_name === unit)
              .map((bed) => (
                <Radio key={bed.id} value={bed.id} className="choice bed">
                  <span className="dot" aria-hidden="true" />
                  <span>
                    {t('room', { room: roomWords({ room_name: bed.room_name, bed_name: bed.name }) })}
                    {bed.next_taken_from ? (
                      <span className="hint">{t('until', { day: dayOf(bed.next_taken_from, zone) })}</span>
                    ) : null}
                  </span>
                </Radio>
              ))}
          </div>
        </div>
      ))}
    </RadioGroup>
  );
}
