import type { PhotoConsent } from '@almoner/client';
import { useAddPhoto } from '@almoner/client/react';
import { useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { Button, DateField, RadioGroup, todayIn } from '~/kit';
import { shrink } from './shrink';

const CONSENTS = ['given', 'lpa', 'best_interests'] as const satisfies readonly PhotoConsent[];

interface Values {
  /** A data URL. */
  content: string;
  consent: PhotoConsent | null;
  taken_on: string | null;
}

/** Takes or chooses a picture, shows it, asks who agreed, and sends it. */
export function AddPhoto(props: { client: string; zone: string; act: string; done: () => unknown }) {
  const { client, zone, act, done } = props;
  const t = useTranslations('photos');
  const f = useTranslations('form');
  const add = useAddPhoto();
  const form = useForm({
    initial: { content: '', consent: null, taken_on: todayIn(zone) } as Values,
    check: ({ content, consent }): Record<string, string> => ({
      ...(content ? {} : { content: t('choose') }),
      ...(consent ? {} : { consent: f('needed', { label: t('consent') }) }),
    }),
    send: ({ content, consent, taken_on }) =>
      add.mutateAsync([
        client,
        {
          content: content.slice(content.indexOf(',') + 1),
          consent: consent!,
          ...(taken_on ? { taken_on } : {}),
        },
      ]),
    done,
  });
  return (
    <FormShell form={form} act={act}>
      <PictureField
        value={form.values.content}
        error={form.mistakes['content']}
        onChange={(content) => form.set({ content })}
      />
      <RadioGroup
        {...form.bind('consent')}
        label={t('consent')}
        hint={t('consentHint')}
        options={CONSENTS.map((id) => ({ id, label: t(`agreed.${id}`) }))}
      />
      <DateField {...form.bind('taken_on')} label={t('takenOn')} optional />
    </FormShell>
  );
}

function PictureField({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (content: string) => void;
}) {
  const t = useTranslations('photos');
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [unread, setUnread] = useState(false);
  const choose = async (file: File) => {
    try {
      onChange(await shrink(file));
      setUnread(false);
    } catch {
      setUnread(true);
    }
  };
  const wrong = unread ? t('unread') : error;
  return (
    <div className="field">
      {value ? (
        <figure className="photo">
          <img src={value} alt={t('preview')} />
        </figure>
      ) : null}
      <div className="row">
        <Button icon="add" onPress={() => input.current?.click()}>
          {value ? t('another') : t('pick')}
        </Button>
      </div>
      <p id={hint} className={wrong ? 'mistake' : 'quiet small'} role={wrong ? 'alert' : undefined}>
        {wrong ?? t('format')}
      </p>
      <input
        ref={input}
        name="content"
        type="file"
        accept="image/jpeg,image/png,image/webp"
        aria-label={t('pick')}
        aria-describedby={hint}
        tabIndex={-1}
        className="visually-hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void choose(file);
          // The same file again is a choice as well.
          event.target.value = '';
        }}
      />
    </div>
  );
}
