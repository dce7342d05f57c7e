import type { AboutMeOut, AboutMeSaidBy, AboutMeTopic, ClientPageOut } from '@almoner/client';
import { useProposeAboutMe, useUpdateAboutMe } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form, type Mistakes } from '~/form';
import { CancelButton, Checkbox, Dialog, RadioGroup, Select, TextField, toast } from '~/kit';
import { shortName } from '~/residents/names';
import { SAID_BY, TOPICS } from './topics';

interface Values {
  topic: AboutMeTopic | null;
  text: string;
  said_by: AboutMeSaidBy;
  verify: boolean;
}

function useMistakes() {
  const t = useTranslations('aboutMe.form');
  const f = useTranslations('form');
  return ({ topic, text }: Values): Mistakes => ({
    ...(topic ? {} : { topic: f('needed', { label: t('topic') }) }),
    ...(text.trim() ? {} : { text: f('needed', { label: t('text') }) }),
  });
}

interface NewProps {
  page: ClientPageOut;
  topic: AboutMeTopic | null;
  onClose: () => void;
}

/** What somebody says about themselves, written down: it shows at once, and is checked by whoever runs the shift. */
export function NewWord({ page: { client }, topic, onClose }: NewProps) {
  const t = useTranslations('aboutMe.form');
  const propose = useProposeAboutMe();
  const mayCheck = client.can.includes('verify_alert');
  const form = useForm<Values, AboutMeOut>({
    initial: { topic, text: '', said_by: 'resident', verify: false },
    draft: `resident.${client.id}.about.${topic ?? 'new'}`,
    check: useMistakes(),
    send: ({ topic: about, text, said_by, verify }) =>
      propose.mutateAsync([
        client.id,
        { topic: about!, text: text.trim(), said_by, ...(mayCheck && verify ? { verify } : {}) },
      ]),
    done: () => {
      onClose();
      toast({ text: t('done') });
    },
  });
  return (
    <Dialog title={t('newTitle', { name: shortName(client) })} open onClose={onClose}>
      <Fields form={form} fresh mayCheck={mayCheck} onClose={onClose} />
    </Dialog>
  );
}

/** A word written better, or somebody else’s; the topic stays. */
export function ChangeWord({ word, onClose }: { word: AboutMeOut; onClose: () => void }) {
  const t = useTranslations('aboutMe');
  const update = useUpdateAboutMe(word.id);
  const read = ({ topic, text, said_by }: AboutMeOut): Values => ({ topic, text, said_by, verify: false });
  const form = useForm<Values, AboutMeOut, AboutMeOut>({
    initial: read(word),
    record: word,
    read,
    draft: `about.${word.id}`,
    check: useMistakes(),
    send: ({ text, said_by }, { record, before }) =>
      update.mutateAsync({
        record,
        patch: {
          ...(text.trim() === before.text ? {} : { text: text.trim() }),
          ...(said_by === before.said_by ? {} : { said_by }),
        },
      }),
    done: () => {
      onClose();
      toast({ text: t('form.changed') });
    },
  });
  return (
    <Dialog title={t('form.changeTitle', { topic: t(`topic.${word.topic}`) })} open onClose={onClose}>
      <Fields form={form} onClose={onClose} />
    </Dialog>
  );
}

function Fields(props: { form: Form<Values>; fresh?: boolean; mayCheck?: boolean; onClose: () => void }) {
  const { form, fresh = false, mayCheck = false, onClose } = props;
  const t = useTranslations('aboutMe');
  return (
    <FormShell
      form={form}
      act={t(fresh ? 'form.save' : 'form.saveChange')}
      cancel={<CancelButton onPress={onClose} />}
    >
      {fresh ? (
        <Select
          {...form.bind('topic')}
          label={t('form.topic')}
          options={TOPICS.map((id) => ({ id, label: t(`topic.${id}`) }))}
        />
      ) : null}
      <TextField
        {...form.bind('text')}
        label={t('form.text')}
        hint={t('form.textHint')}
        lines={5}
        maxLength={4000}
        spellCheck="true"
      />
      <RadioGroup
        {...form.bind('said_by')}
        label={t('form.who')}
        options={SAID_BY.map((id) => ({ id, label: t(`who.${id}`) }))}
      />
      {mayCheck ? (
        <>
          <Checkbox {...form.bind('verify')}>{t('form.verify')}</Checkbox>
          <p className="quiet small">{t('form.verifyHint')}</p>
        </>
      ) : null}
    </FormShell>
  );
}
