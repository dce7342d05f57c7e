import { useStartShift } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, Select, toast } from '~/kit';
import { WhenField, useWhenMistakes } from '~/residents/flows/WhenField';
import { instantIn, problemWith, whenNow } from '~/residents/flows/moment';
import { StaffField, type Person } from '~/residents/forms/StaffField';
import type { Unit } from './home';

const WHOLE = 'whole';

/** Somebody who is on and did not say so, or whom no rota names. */
export function StartOther(props: { home: SessionHome; units: readonly Unit[]; close: () => void }) {
  const { home, units, close } = props;
  const t = useTranslations('duty.startOther');
  const d = useTranslations('duty');
  const whenMistakes = useWhenMistakes();
  const start = useStartShift();
  const zone = home.time_zone;
  const form = useForm({
    initial: { person: null as Person | null, unit: WHOLE, when: whenNow(zone) },
    place: (path) =>
      ({ profile_id: 'person', unit_id: 'unit', started_at: 'when' })[path as 'profile_id'] ?? undefined,
    check: ({ person, when }): Mistakes => ({
      ...(person ? {} : { person: t('needed') }),
      ...whenMistakes('when', problemWith(when, { tense: 'happened', zone })),
    }),
    send: ({ person, unit, when }) => {
      const at = instantIn(when, zone);
      return start.mutateAsync({
        home: home.id,
        person: { profile_id: person!.id, name: person!.name },
        unit: units.find(({ id }) => id === unit) ?? null,
        ...(at ? { at } : {}),
      });
    },
    done: (_duty, { person }) => {
      close();
      toast({ text: t('done', { name: person?.name ?? '' }) });
    },
  });
  return (
    <Dialog title={t('title')} open onClose={close}>
      <FormShell form={form} act={t('act')} cancel={<CancelButton onPress={close} />}>
        <StaffField {...form.bind('person')} label={t('who')} hint={t('hint')} home={home.id} />
        {units.length > 1 ? (
          <Select
            {...form.bind('unit')}
            label={t('where')}
            options={[
              { id: WHOLE, label: d('whole') },
              ...units.map(({ id, name }) => ({ id, label: name })),
            ]}
          />
        ) : null}
        <WhenField
          name="when"
          label={t('when')}
          value={form.values.when}
          onChange={(when) => form.set({ when })}
          zone={zone}
          homeName={home.name}
          mistakes={form.mistakes}
        />
      </FormShell>
    </Dialog>
  );
}
