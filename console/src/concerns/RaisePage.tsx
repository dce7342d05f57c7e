import type { ConcernCategory } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelLink, Checkbox, LinkButton, Notice, PageHeader, RadioGroup, TextField } from '~/kit';
import { needsAttention, put, useOutbox } from '~/outbox';
import { FlowGate, type FlowResident } from '~/residents/flows/shared';
import { CATEGORIES } from './categories';

interface Values {
  category: ConcernCategory | null;
  urgent: boolean;
  text: string;
}

/** A worry about a resident, on this device before anything is said, and on its way at once. */
export function RaisePage({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('read_care')}>
      {(resident) => <Raise {...resident} />}
    </FlowGate>
  );
}

function Raise({ page, id, name }: FlowResident) {
  const t = useTranslations('concern');
  const c = useTranslations('concerns.category');
  const [key, setKey] = useState<string | null>(null);
  const initial: Values = { category: null, urgent: false, text: '' };
  const form = useForm({
    initial,
    draft: `concern.${id}`,
    check: ({ category, text }): Mistakes => ({
      ...(category ? {} : { category: t('categoryNeeded') }),
      ...(text.trim() ? {} : { text: t('textNeeded') }),
    }),
    send: ({ category, urgent, text }) =>
      put({
        home: page.client.holding_home_id,
        about: { who: name, what: t('act') },
        deed: {
          kind: 'concern',
          id,
          body: {
            category: category ?? 'other',
            urgent,
            text: text.trim(),
            occurred_at: new Date().toISOString(),
          },
        },
        // Nothing to take back: somebody may need help.
        hold: 0,
      }),
    done: (entry) => setKey(entry.key),
  });
  if (key) return <Raised entryKey={key} id={id} name={name} />;
  return (
    <div className="stack narrow">
      <PageHeader title={t('title', { name })} sub={t('why')} />
      <FormShell form={form} act={t('send')} cancel={<CancelLink to="/residents/$id" params={{ id }} />}>
        <RadioGroup
          {...form.bind('category')}
          label={t('category')}
          options={CATEGORIES.map((one) => ({ id: one, label: c(one) }))}
        />
        <TextField {...form.bind('text')} label={t('text')} lines={4} maxLength={4000} />
        <Checkbox {...form.bind('urgent')} hint={t('urgentWhy')}>
          {t('urgent')}
        </Checkbox>
        <p className="quiet small">{t('staff', { name })}</p>
      </FormShell>
    </div>
  );
}

/** What became of it: never "sent" before the server has it. */
function Raised({ entryKey, id, name }: { entryKey: string; id: string; name: string }) {
  const t = useTranslations('concern');
  const entry = useOutbox().mine.find(({ key }) => key === entryKey);
  // Once the server has it, it leaves the outbox.
  const sent = !entry || entry.state === 'sent';
  const refused = entry !== undefined && needsAttention(entry);
  const lost = entry?.state === 'queued' && entry.attempts > 0;
  return (
    <div className="stack narrow" role="status">
      <PageHeader title={t('kept', { name })} />
      {refused ? (
        <Notice tone="bad" title={t('refused')}>
          {entry.failure?.message} {t('refusedWhy')}
        </Notice>
      ) : sent ? (
        <Notice tone="good" title={t('sent')}>
          {t('sentWhy')}
        </Notice>
      ) : lost ? (
        <Notice tone="warn" title={t('waits')}>
          {t('waitsWhy')}
        </Notice>
      ) : (
        <Notice title={t('sending')}>{t('why')}</Notice>
      )}
      <div className="row">
        <LinkButton to="/residents/$id" params={{ id }}>
          {t('back', { name })}
        </LinkButton>
        {refused || lost ? <LinkButton to="/waiting">{t('toWaiting')}</LinkButton> : null}
      </div>
    </div>
  );
}
