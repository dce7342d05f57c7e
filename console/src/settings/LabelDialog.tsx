import type { LabelOut } from '@almoner/client';
import { useUpdateLabel } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, Dialog, TextField, toast, CancelButton } from '~/kit';
import { changesOf } from '~/residents/forms/patch';
import { OURS } from '~/words/labels';

const known = ['resident', 'home', 'rota', 'key_worker', 'handover'] as const;

/** Our own word for it, which names the line whatever the organisation says. */
export function useOurWord() {
  const t = useTranslations('settings.words.ours');
  return (word: string) => {
    const one = known.find((each) => each === word);
    return one ? t(one) : word;
  };
}

/** One word, in the singular and the plural. */
export function LabelDialog({ label, onClose }: { label: LabelOut; onClose: () => void }) {
  const t = useTranslations('settings.words');
  const f = useTranslations('form');
  const update = useUpdateLabel();
  const ours = useOurWord();
  const read = ({ singular, plural }: LabelOut) => ({ singular, plural });
  const trimmed = ({ singular, plural }: { singular: string; plural: string }) => ({
    singular: singular.trim(),
    plural: plural.trim(),
  });
  const form = useForm({
    initial: read(label),
    record: label,
    read,
    check: ({ singular, plural }): Record<string, string> => ({
      ...(singular.trim() ? {} : { singular: f('needed', { label: t('singular') }) }),
      ...(plural.trim() ? {} : { plural: f('needed', { label: t('plural') }) }),
    }),
    send: (values, { record, before }) =>
      update.mutateAsync([record, changesOf(trimmed(before), trimmed(values))]),
    done: (saved) => {
      onClose();
      toast({ text: t('saved', { word: saved.singular }) });
    },
  });
  const own = OURS[label.word];
  const differs = own && (own.singular !== form.values.singular || own.plural !== form.values.plural);
  return (
    <Dialog title={t('dialog', { word: ours(label.word) })} open onClose={onClose}>
      <FormShell
        form={form}
        act={t('save')}
        more={differs ? <Button onPress={() => form.set({ ...own })}>{t('back')}</Button> : undefined}
        cancel={<CancelButton onPress={onClose} />}
      >
        <TextField
          {...form.bind('singular')}
          label={t('singular')}
          hint={t('singularHint', { word: own?.singular ?? label.word })}
          maxLength={60}
          width="short"
          autoComplete="off"
          autoFocus
        />
        <TextField
          {...form.bind('plural')}
          label={t('plural')}
          maxLength={60}
          width="short"
          autoComplete="off"
        />
      </FormShell>
    </Dialog>
  );
}
