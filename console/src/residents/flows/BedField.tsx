import type { OccupancyBedOut } from '@almoner/client';
import { useFreeBeds, type FreeBedsQuery } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Notice, RadioGroup, Skeleton } from '~/kit';
import { roomWords } from '../names';
import { dayOf } from '../when';

/** A bed as a flow keeps it: the id for the API, the words for the summary. */
export interface ChosenBed {
  id: string;
  words: string;
}

export function bedWords(bed: OccupancyBedOut): string {
  return `${bed.unit_name}, room ${roomWords({ room_name: bed.room_name, bed_name: bed.name })}`;
}

export interface BedFieldProps {
  value: ChosenBed | null;
  onChange: (bed: ChosenBed | null) => void;
  range: FreeBedsQuery & { home: string };
  zone: string;
  error?: string | undefined;
}

/** The beds that are free for the whole time, unit by unit. Taken anew whenever the page is shown. */
export function BedField({ value, onChange, range, zone, error }: BedFieldProps) {
  const t = useTranslations('flows.bed');
  const { home, ...when } = range;
  const beds = useFreeBeds(home, when, { always: true });
  if (beds.isPending) return <Skeleton kind="rows" lines={5} />;
  if (beds.isError)
    return <ErrorState error={beds.error} what={t('failed')} retry={() => void beds.refetch()} />;
  const free = beds.data.items;
  if (free.length === 0) {
    return (
      <Notice tone="warn" title={t('noneTitle')}>
        {t('none')}
      </Notice>
    );
  }
  return (
    <div className="stack">
      {error ? (
        <Notice tone="bad" title={error}>
          {t('again')}
        </Notice>
      ) : null}
      <RadioGroup
        name="bed_id"
        label={t('label')}
        hint={t('count', { count: free.length })}
        value={free.some(({ id }) => id === value?.id) ? value!.id : null}
        onChange={(id) => {
          const bed = free.find((one) => one.id === id);
          onChange(bed ? { id, words: bedWords(bed) } : null);
        }}
        options={free.map((bed) => ({
          id: bed.id,
          label: bedWords(bed),
          ...(bed.next_taken_from ? { hint: t('until', { day: dayOf(bed.next_taken_from, zone) }) } : {}),
        }))}
      />
    </div>
  );
}
