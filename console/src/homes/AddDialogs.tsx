import type { ActOptions, UnitOut } from '@almoner/client';
import { keys, useCall, useCreateUnit } from '@almoner/client/react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Dialog, NumberField, TextField, toast, CancelButton } from '~/kit';
import { runOf } from './layout';

export function AddUnit({ homeId, onClose }: { homeId: string; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const f = useTranslations('form');
  const create = useCreateUnit();
  const form = useForm({
    initial: { name: '' },
    check: ({ name }): Record<string, string> =>
      name.trim() ? {} : { name: f('needed', { label: t('unitName') }) },
    send: ({ name }) => create.mutateAsync([homeId, { name: name.trim() }]),
    done: () => {
      onClose();
      toast({ text: t('saved') });
    },
  });
  return (
    <Dialog title={t('addUnit')} open onClose={onClose}>
      <FormShell form={form} act={t('addUnit')} cancel={<CancelButton onPress={onClose} />}>
        <TextField
          {...form.bind('name')}
          label={t('unitName')}
          hint={t('unitHint')}
          maxLength={100}
          autoFocus
        />
      </FormShell>
    </Dialog>
  );
}

const LETTERS = 'ABCDEF';

/** A run of rooms with their beds. What was made before something failed stays, and is not made twice. */
export function AddRooms({ unit, onClose }: { unit: UnitOut; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const [done, setDone] = useState<{ done: number; all: number }>();
  const rooms = useRef(new Map<string, string>());
  const beds = useRef(new Set<string>());
  const make = useCall(
    ({ careHomes }) =>
      async (names: string[], each: number, how?: ActOptions) => {
        const key = how?.idempotencyKey ?? '';
        // One after the other: each has its own key, so that trying again goes on where it stopped.
        /* oxlint-disable no-await-in-loop */
        for (const [at, name] of names.entries()) {
          setDone({ done: at + 1, all: names.length });
          let room = rooms.current.get(name);
          if (room === undefined) {
            const body = { unit_id: unit.id, name };
            const made = await careHomes.rooms.create(unit.care_home_id, body, {
              idempotencyKey: `${key}-${at}`,
            });
            room = made.id;
            rooms.current.set(name, room);
          }
          for (let bed = 0; bed < each; bed += 1) {
            const named = each === 1 ? t('bedName') : t('bedLetter', { letter: LETTERS[bed]! });
            if (beds.current.has(`${name}/${bed}`)) continue;
            const body = { room_id: room, name: named };
            await careHomes.beds.create(unit.care_home_id, body, { idempotencyKey: `${key}-${at}-${bed}` });
            beds.current.add(`${name}/${bed}`);
          }
        }
        /* oxlint-enable no-await-in-loop */
        return names.length;
      },
    [keys.careHomes.all, keys.session],
  );
  const form = useForm({
    initial: { first: '', last: '', beds: 1 as number | null },
    check: ({ first, last }): Record<string, string> => {
      const run = runOf(first, last);
      if ('names' in run) return {};
      return { last: { empty: t('runEmpty'), order: t('runOrder'), many: t('runMany') }[run.mistake] };
    },
    send: (values) => {
      const run = runOf(values.first, values.last);
      return make.mutateAsync(['names' in run ? run.names : [], values.beds ?? 1]);
    },
    done: (count) => {
      onClose();
      toast({ text: t('made', { count }) });
    },
  });
  return (
    <Dialog title={t('roomsTitle', { unit: unit.name })} open onClose={onClose}>
      <FormShell form={form} act={t('addRooms')} cancel={<CancelButton onPress={onClose} />}>
        <p className="quiet">{t('runHint')}</p>
        <TextField {...form.bind('first')} label={t('first')} width="short" maxLength={50} autoFocus />
        <TextField {...form.bind('last')} label={t('last')} width="short" maxLength={50} />
        <NumberField {...form.bind('beds')} label={t('beds')} min={1} max={6} />
        {form.busy && done ? <p role="status">{t('making', done)}</p> : null}
      </FormShell>
    </Dialog>
  );
}
