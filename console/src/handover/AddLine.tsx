import type { HandoverItemKind, HandoverOut, HandoverPriority } from '@almoner/client';
import { useAddHandoverItem } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, ComboBox, Dialog, RadioGroup, Select, TextField, toast } from '~/kit';
import type { Placed } from './groups';

/** What people add; what a job or a flag notes is not theirs to choose. */
const KINDS = [
  'general',
  'health',
  'observation',
  'appointment',
  'visitor',
  'staffing',
  'equipment',
] as const satisfies readonly HandoverItemKind[];
const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly HandoverPriority[];

interface Props {
  handover: HandoverOut;
  residents: readonly Placed[];
  onClose: () => void;
}

interface Values {
  client: string | null;
  kind: (typeof KINDS)[number];
  priority: HandoverPriority;
  text: string;
}

/** One thing more for the next shift. */
export function AddLine({ handover, residents, onClose }: Props) {
  const t = useTranslations('handover.add');
  const c = useTranslations('care');
  const add = useAddHandoverItem();
  const initial: Values = { client: null, kind: 'general', priority: 'medium', text: '' };
  const form = useForm({
    initial,
    draft: `handover.${handover.id}.line`,
    place: (path) => (path === 'client_id' ? 'client' : undefined),
    check: ({ text }): Mistakes => (text.trim() ? {} : { text: t('needed') }),
    send: ({ client, kind, priority, text }) => {
      const about = residents.find(({ id }) => id === client);
      return add.mutateAsync({
        handover,
        item: { ...(client ? { client_id: client } : {}), kind, priority, text: text.trim() },
        name: about?.name ?? null,
        room: about?.room_name ?? null,
      });
    },
    done: () => {
      onClose();
      toast({ text: t('added') });
    },
  });
  const about = form.bind('client');
  return (
    <Dialog title={t('title')} open onClose={onClose}>
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <ComboBox
          {...about}
          label={t('about')}
          hint={t('aboutHint')}
          placeholder={t('home')}
          optional
          onChange={(id) => about.onChange(id)}
          onClear={() => about.onChange(null)}
          options={residents.map(({ id, name, room_name }) => ({
            id,
            label: room_name ? `${room_name} · ${name}` : name,
          }))}
        />
        <Select
          {...form.bind('kind')}
          onChange={(kind) => form.set({ kind })}
          label={t('kind')}
          options={KINDS.map((id) => ({ id, label: c(`item.${id}`) }))}
        />
        <RadioGroup
          {...form.bind('priority')}
          label={t('priority')}
          inline
          options={PRIORITIES.map((id) => ({ id, label: c(`priority.${id}`) }))}
        />
        <TextField {...form.bind('text')} label={t('text')} hint={t('textHint')} lines={3} maxLength={2000} />
      </FormShell>
    </Dialog>
  );
}
