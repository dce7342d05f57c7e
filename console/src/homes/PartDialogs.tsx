import type { BedOut, BedState, RoomOut, UnitOut } from '@almoner/client';
import { useCreateBed, useUpdateBed, useUpdateRoom, useUpdateUnit } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import { Dialog, RadioGroup, Select, TextField, toast, CancelButton } from '~/kit';

function PartDialog<V extends object>(props: {
  title: string;
  act: string;
  form: Form<V>;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={props.title} open onClose={props.onClose}>
      <FormShell form={props.form} act={props.act} cancel={<CancelButton onPress={props.onClose} />}>
        {props.children}
      </FormShell>
    </Dialog>
  );
}

function useSaved(onClose: () => void) {
  const t = useTranslations('homes.layout');
  return () => {
    onClose();
    toast({ text: t('saved') });
  };
}

function useNeedsName(label: string) {
  const f = useTranslations('form');
  return ({ name }: { name: string }): Record<string, string> =>
    name.trim() ? {} : { name: f('needed', { label }) };
}

export function EditUnit({ unit, onClose }: { unit: UnitOut; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const update = useUpdateUnit(unit.id);
  const form = useForm({
    initial: { name: unit.name },
    record: unit,
    read: ({ name }) => ({ name }),
    check: useNeedsName(t('unitName')),
    send: ({ name }, { record }) => update.mutateAsync({ record, patch: { name: name.trim() } }),
    done: useSaved(onClose),
  });
  return (
    <PartDialog
      title={t('renameTitle', { name: unit.name })}
      act={t('saveUnit')}
      form={form}
      onClose={onClose}
    >
      <TextField {...form.bind('name')} label={t('unitName')} maxLength={100} autoFocus />
    </PartDialog>
  );
}

/** A room's name, and the unit that it belongs to. */
export function EditRoom(props: { room: RoomOut; units: readonly UnitOut[]; onClose: () => void }) {
  const { room, units, onClose } = props;
  const t = useTranslations('homes.layout');
  const update = useUpdateRoom(room.id);
  const form = useForm({
    initial: { name: room.name, unit_id: room.unit_id },
    record: room,
    read: ({ name, unit_id }) => ({ name, unit_id }),
    check: useNeedsName(t('roomName')),
    send: ({ name, unit_id }, { record, before }) =>
      update.mutateAsync({
        record,
        patch: {
          ...(name.trim() === before.name ? {} : { name: name.trim() }),
          ...(unit_id === before.unit_id ? {} : { unit_id }),
        },
      }),
    done: useSaved(onClose),
  });
  return (
    <PartDialog title={t('editRoom', { name: room.name })} act={t('saveRoom')} form={form} onClose={onClose}>
      <TextField {...form.bind('name')} label={t('roomName')} width="short" maxLength={40} autoFocus />
      {units.length > 1 ? (
        <Select
          {...form.bind('unit_id')}
          label={t('unitOfRoom')}
          options={units.map(({ id, name }) => ({ id, label: name }))}
        />
      ) : null}
    </PartDialog>
  );
}

export const BED_STATES = [
  'in_service',
  'out_of_service',
  'deep_clean',
  'decommissioned',
] as const satisfies readonly BedState[];

interface BedValues {
  name: string;
  state: BedState;
}

const readBed = ({ name, state }: BedOut): BedValues => ({ name, state: state as BedState });

function BedFields({ form }: { form: Form<BedValues> }) {
  const t = useTranslations('homes.layout');
  return (
    <>
      <TextField {...form.bind('name')} label={t('nameOfBed')} width="short" maxLength={40} autoFocus />
      <RadioGroup
        {...form.bind('state')}
        label={t('state')}
        options={BED_STATES.map((id) => ({ id, label: t(`states.${id}`), hint: t(`stateHint.${id}`) }))}
      />
    </>
  );
}

export function EditBed({ bed, room, onClose }: { bed: BedOut; room: string; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const update = useUpdateBed(bed.id);
  const form = useForm({
    initial: readBed(bed),
    record: bed,
    read: readBed,
    check: useNeedsName(t('nameOfBed')),
    send: ({ name, state }, { record, before }) =>
      update.mutateAsync({
        record,
        patch: {
          ...(name.trim() === before.name ? {} : { name: name.trim() }),
          ...(state === before.state ? {} : { state }),
        },
      }),
    done: useSaved(onClose),
  });
  return (
    <PartDialog
      title={t('editBed', { bed: bed.name, room })}
      act={t('saveBed')}
      form={form}
      onClose={onClose}
    >
      <BedFields form={form} />
    </PartDialog>
  );
}

export function AddBed({ room, onClose }: { room: RoomOut; onClose: () => void }) {
  const t = useTranslations('homes.layout');
  const create = useCreateBed();
  const form = useForm({
    initial: { name: '', state: 'in_service' } as BedValues,
    check: useNeedsName(t('nameOfBed')),
    send: ({ name, state }) =>
      create.mutateAsync([room.care_home_id, { room_id: room.id, name: name.trim(), state }]),
    done: useSaved(onClose),
  });
  return (
    <PartDialog title={t('addBedTo', { name: room.name })} act={t('addBed')} form={form} onClose={onClose}>
      <BedFields form={form} />
    </PartDialog>
  );
}
