import { useHomeDirectory, useSession, useTransfer } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ComboBox, ErrorState, Notice, RadioGroup, Skeleton } from '~/kit';
import { BedField, type ChosenBed } from './BedField';
import { Flow } from './Flow';
import type { Step } from './flow';
import { instantIn, whenNow } from './moment';
import { FlowGate, useDone, type FlowResident } from './shared';
import { useWhenStep, type WithWhen } from './steps';

interface Values extends WithWhen {
  home: string | null;
  bed: ChosenBed | null;
}

/** More homes than one reads at a glance are searched. */
const MANY = 8;

/** To another home of the organisation. Its manager gives the bed, unless that is oneself. */
export function TransferFlow({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ stay }) => Boolean(stay?.can.includes('transfer'))}>
      {(resident) => <Transfer {...resident} />}
    </FlowGate>
  );
}

function Transfer({ page, id, name, zone, homeName }: FlowResident) {
  const stay = page.stay!;
  const transfer = useTransfer();
  const t = useTranslations('flows');
  const done = useDone(id);
  const whenStep = useWhenStep<Values>({ zone, homeName });
  // Every home of the organisation by name, also those that one doesn't see.
  const directory = useHomeDirectory({ staleTime: 300_000 });
  const session = useSession().data;
  const homes = (directory.data?.items ?? []).filter((home) => home.id !== stay.care_home_id);
  const [values, setValues] = useState<Values>({ home: null, when: whenNow(zone), bed: null });
  const to = homes.find((home) => home.id === values.home);
  const mine = session?.homes.some((home) => home.id === to?.id && home.manager) ?? false;
  const at = instantIn(values.when, zone);
  const range = { home: values.home ?? '', kind: stay.kind, ...(at ? { from: at } : {}) };
  const steps: Step<Values>[] = [
    {
      id: 'home',
      title: t('transfer.home', { name }),
      fields: ['to_home_id'],
      check: ({ home }): Record<string, string> => (home ? {} : { to_home_id: t('transfer.homeChoose') }),
      facts: () => [{ label: t('transfer.homeField'), value: to?.name }],
      render: ({ change, mistakes }) => {
        if (directory.isPending) return <Skeleton lines={3} />;
        if (directory.isError) {
          const retry = () => void directory.refetch();
          return <ErrorState error={directory.error} what={t('transfer.homesFailed')} retry={retry} inline />;
        }
        if (homes.length === 0) return <Notice tone="warn">{t('transfer.none')}</Notice>;
        const field = {
          name: 'to_home_id',
          label: t('transfer.homeField'),
          value: values.home,
          onChange: (home: string) => change({ home, bed: null }),
          error: mistakes['to_home_id'],
          options: homes.map(({ id: home, name: label, town }) => ({
            id: home,
            label,
            ...(town ? { hint: town } : {}),
          })),
        };
        return homes.length > MANY ? <ComboBox {...field} /> : <RadioGroup {...field} />;
      },
    },
    whenStep({ title: t('transfer.when', { name, home: to?.name ?? '' }), fact: t('transfer.fact') }),
    {
      id: 'bed',
      title: t('transfer.bed', { home: to?.name ?? '' }),
      fields: ['bed_id'],
      skip: () => !mine,
      check: ({ bed }): Record<string, string> => (bed ? {} : { bed_id: t('bed.choose') }),
      facts: ({ bed }) => [{ label: t('bed.fact'), value: bed?.words }],
      render: ({ change, mistakes }) => (
        <BedField
          value={values.bed}
          onChange={(bed) => change({ bed })}
          range={range}
          zone={zone}
          error={mistakes['bed_id']}
        />
      ),
    },
  ];
  const home = to?.name ?? '';
  return (
    <Flow
      who={name}
      clientId={id}
      steps={steps}
      values={values}
      onChange={(part) => setValues((now) => ({ ...now, ...part }))}
      summary={{
        title: t('transfer.summary', { name }),
        effects: [
          t('transfer.effectRecord', { home }),
          ...(mine ? [] : [t('transfer.effectBed', { home })]),
          t('transfer.effectYours', { name }),
        ],
        act: t('transfer.act', { name }),
      }}
      act={async ({ bed }) => {
        const body = {
          to_home_id: values.home!,
          ...(mine && bed ? { bed_id: bed.id } : {}),
          ...(at ? { at } : {}),
        };
        await transfer.mutateAsync([stay, body]);
        await done(t('transfer.done', { name, home }));
      }}
    />
  );
}
