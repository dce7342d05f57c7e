import { useArchiveOwnWords, useCreateOwnWords, useUpdateOwnWords } from '@almoner/client/react';
import type { OwnWordsOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form, type Mistakes } from '~/form';
import { Button, CancelButton, Dialog, TextField, toast } from '~/kit';
import { useDeed } from '~/lib/deed';
import { preview } from './preview';
import type { Said } from './WordsOfKinds';
import { useSendingWords } from './words';

export interface WordsDialogProps {
  said: Said;
  may: boolean;
  onClose: () => void;
}

interface Texts {
  subject: string;
  body: string;
}

/** The words of one kind on one channel, with a preview; whoever may not change them reads them here. */
export function WordsDialog(props: WordsDialogProps) {
  const { said, may, onClose } = props;
  const t = useTranslations('sending.words');
  const w = useSendingWords();
  const title = t('dialog', { kind: w.kind(said.kind.kind), channel: w.channel(said.ours.channel) });
  return (
    <Dialog title={title} open onClose={onClose} kind="wide">
      {!may ? (
        <Preview said={said} texts={said.own ?? said.ours} />
      ) : said.own ? (
        <Change {...props} own={said.own} />
      ) : (
        <Add {...props} />
      )}
    </Dialog>
  );
}

/** A text message has no subject; the API wants one all the same, and the console's title is the kind's name. */
function firstTexts({ kind, ours }: Said): Texts {
  const title = kind.words.find(({ channel }) => channel === 'in_app')?.subject ?? kind.kind;
  return { subject: ours.subject || title, body: ours.body };
}

function useSaved(onClose: () => void) {
  const t = useTranslations('sending.words');
  return () => {
    onClose();
    toast({ text: t('saved') });
  };
}

function useCheck(said: Said) {
  const t = useTranslations('sending.words');
  const f = useTranslations('form');
  return ({ subject, body }: Texts): Mistakes => {
    const of = (text: string, label: string) => {
      if (!text.trim()) return f('needed', { label });
      const [name] = preview(text, {}, said.kind.placeholders).unknown;
      return name ? t('unknown', { name }) : null;
    };
    const wrong = { subject: of(subject, t('subject')), body: of(body, t('body')) };
    return Object.fromEntries(Object.entries(wrong).filter(([, what]) => what)) as Mistakes;
  };
}

function Add({ said, onClose }: WordsDialogProps) {
  const create = useCreateOwnWords();
  const form = useForm({
    initial: firstTexts(said),
    draft: `words.${said.kind.kind}.${said.ours.channel}`,
    check: useCheck(said),
    send: (values) => create.mutateAsync([{ kind: said.kind.kind, channel: said.ours.channel, ...values }]),
    done: useSaved(onClose),
  });
  return <Fields form={form} said={said} onClose={onClose} />;
}

function Change({ said, own, onClose }: WordsDialogProps & { own: OwnWordsOut }) {
  const update = useUpdateOwnWords();
  const read = ({ subject, body }: OwnWordsOut) => ({ subject, body });
  const form = useForm({
    initial: read(own),
    record: own,
    read,
    draft: `words.${own.id}`,
    check: useCheck(said),
    send: (values, { record }) => update.mutateAsync([record, values]),
    done: useSaved(onClose),
  });
  return <Fields form={form} said={said} own={own} onClose={onClose} />;
}

function Fields(props: { form: Form<Texts>; said: Said; own?: OwnWordsOut; onClose: () => void }) {
  const { form, said, own, onClose } = props;
  const t = useTranslations('sending.words');
  const archive = useDeed(useArchiveOwnWords(), () => ({ text: t('backDone') }));
  const sms = said.ours.channel === 'sms';
  const list = said.kind.placeholders.map((name) => `{${name}}`).join(', ');
  return (
    <FormShell
      form={form}
      act={t('save')}
      more={
        own?.can.includes('archive') ? (
          <Button
            onPress={() => {
              archive.press([own, { reason: t('backReason') }]);
              onClose();
            }}
          >
            {t('back')}
          </Button>
        ) : undefined
      }
      cancel={<CancelButton onPress={onClose} />}
    >
      {sms ? null : (
        <TextField
          {...form.bind('subject')}
          label={said.ours.channel === 'in_app' ? t('titleField') : t('subject')}
          maxLength={120}
          autoComplete="off"
        />
      )}
      <TextField
        {...form.bind('body')}
        label={t('body')}
        hint={t('bodyHint', { list })}
        lines={8}
        maxLength={2000}
      />
      <Preview said={said} texts={form.values} />
    </FormShell>
  );
}

function Preview({ said, texts }: { said: Said; texts: Texts }) {
  const t = useTranslations('sending.words');
  const facts = Object.fromEntries(
    (['home', 'priority', 'due_on', 'due_at', 'count', 'link', 'organisation'] as const).map((name) => [
      name,
      t(`facts.${name}`),
    ]),
  );
  const say = (text: string) => preview(text, facts, said.kind.placeholders).said;
  return (
    <figure className="words-preview">
      <figcaption className="small quiet">{t('preview')}</figcaption>
      {said.ours.channel === 'sms' ? null : <p className="strong">{say(texts.subject)}</p>}
      <p className="words-text">{say(texts.body)}</p>
    </figure>
  );
}
