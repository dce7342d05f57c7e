import { ApiError, isApiError, type Grade, type JobTitle } from '@almoner/client';
import { useInvite, useSession } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import {
  CancelLink,
  Button,
  ComboBox,
  Dialog,
  IconButton,
  Link,
  PageHeader,
  Section,
  Select,
  Status,
  TextField,
  toast,
  CancelButton,
} from '~/kit';
import { useChosenHome } from '~/shell/home';
import { Forbidden } from '~/shell/pages';
import { GRADES, JOB_TITLES } from '../vocabulary';
import { useMayGive } from '../zones';
import '../people.css';
import { HomeField } from './HomeField';
import { linesOf, newLine, problemsIn, waiting, type Line } from './several';
import { useNeeded } from './shared';

/** Several people with the same right: what is sent stays sent, what is refused stays here with its reason. */
export function InviteSeveral() {
  const session = useSession().data;
  const { homes } = useMayGive();
  if (!session) return null;
  return session.rights['people']?.includes('invite') && homes.length > 0 ? <Several /> : <Forbidden />;
}

interface Values {
  care_home_id: string | null;
  grade: Grade | null;
  job_title: JobTitle;
  rows: Line[];
}

/** Refusals of one line, which the others need not wait for. */
const OF_A_LINE = ['invalid', 'duplicate', 'forbidden'] as const;

function Several() {
  const t = useTranslations('people.several');
  const p = useTranslations('people');
  const navigate = useNavigate();
  const { homes } = useMayGive();
  const chosen = useChosenHome();
  const first = homes.find(({ id }) => id === chosen?.id)?.id ?? (homes.length === 1 ? homes[0]!.id : null);
  const check = useCheck();
  const sendAll = useSending();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const form = useForm<Values, number>({
    initial: {
      care_home_id: first,
      grade: null,
      job_title: 'carer',
      rows: [newLine(), newLine(), newLine()],
    },
    draft: 'person.several',
    check,
    place: (path) => (path.startsWith('rows.') ? path : undefined),
    send: async (values) => {
      const { rows, failure } = await sendAll(values, setProgress);
      setProgress(null);
      const count = rows.filter(({ sent }) => sent).length;
      if (!failure) return count;
      form.set({ rows });
      throw failure;
    },
    done: async (count) => {
      await navigate({ to: '/people', search: { status: 'invited' } });
      toast({ text: t('done', { count }) });
    },
  });
  const { rows } = form.values;
  const back = <Link to="/people">{p('back')}</Link>;
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title')} back={back} sub={t('intro')} />
      <FormShell
        form={form}
        act={t('act', { count: waiting(rows).length })}
        cancel={<CancelLink to="/people" />}
      >
        <Common values={form.values} bind={form.bind} />
        <Lines
          rows={rows}
          mistakes={form.mistakes}
          disabled={form.busy}
          onChange={(next) => form.set({ rows: next })}
        />
        <p role="status" className="quiet">
          {progress ? t('progress', progress) : null}
        </p>
      </FormShell>
    </div>
  );
}

function useCheck() {
  const t = useTranslations('people.several');
  const i = useTranslations('people.inviteForm');
  const needed = useNeeded();
  return (values: Values): Mistakes => {
    const words = {
      given: needed(i('given')),
      family: needed(i('family')),
      email: i('emailWrong'),
      twice: t('twice'),
    };
    return {
      ...(values.care_home_id ? {} : { care_home_id: i('chooseHome') }),
      ...(values.grade ? {} : { grade: i('chooseGrade') }),
      ...(waiting(values.rows).length > 0 ? {} : { 'rows.0.given_name': t('none') }),
      ...Object.fromEntries(
        Object.entries(problemsIn(values.rows)).map(([name, what]) => [name, words[what]]),
      ),
    };
  };
}

/** Sends one after the other. A line whose answer was lost is the first of the next press and the same attempt, so that nobody is invited twice. */
function useSending() {
  const t = useTranslations('people.several');
  const invite = useInvite();
  return async (values: Values, tell: (progress: { done: number; all: number }) => void) => {
    const rows = values.rows.map((row) => ({ ...row }));
    const all = waiting(rows);
    const wrong: { path: string; code: string; message: string }[] = [];
    let stopped: unknown = null;
    for (const [done, row] of all.entries()) {
      tell({ done, all: all.length });
      const body = {
        given_name: row.given_name.trim(),
        family_name: row.family_name.trim(),
        email: row.email.trim(),
        job_title: values.job_title,
        memberships: [{ care_home_id: values.care_home_id!, grade: values.grade! }],
      };
      try {
        // One mail after the other: a failure has to be seen before the next leaves.
        // oxlint-disable-next-line no-await-in-loop
        await invite.mutateAsync([body]);
        row.sent = true;
      } catch (error) {
        if (!isApiError(error, ...OF_A_LINE)) {
          stopped = error;
          break;
        }
        const at = rows.indexOf(row);
        const { path, code, message } = error.fields[0] ?? {
          path: 'email',
          code: error.code,
          message: error.message,
        };
        const field = ['given_name', 'family_name'].includes(path) ? path : 'email';
        wrong.push({ path: `rows.${at}.${field}`, code, message });
      }
    }
    const failure =
      stopped ??
      (wrong.length > 0
        ? new ApiError({ code: 'invalid', status: 422, message: t('failed'), fields: wrong })
        : null);
    return { rows, failure };
  };
}

function Common({
  values,
  bind,
}: {
  values: Values;
  bind: ReturnType<typeof useForm<Values, number>>['bind'];
}) {
  const t = useTranslations('people.several');
  const i = useTranslations('people.inviteForm');
  const r = useTranslations('rights');
  const { homes } = useMayGive();
  return (
    <Section title={t('common')}>
      {homes.length > 1 || !values.care_home_id ? (
        <HomeField {...bind('care_home_id')} label={i('home')} homes={homes} />
      ) : null}
      <Select<Grade>
        {...bind('grade')}
        label={i('grade')}
        options={GRADES.map((id) => ({ id, label: r(`grade.${id}`) }))}
      />
      <ComboBox<JobTitle>
        {...bind('job_title')}
        label={i('job')}
        options={JOB_TITLES.map((job) => ({ id: job, label: r(`job.${job}`) }))}
      />
    </Section>
  );
}

interface LinesProps {
  rows: Line[];
  mistakes: Mistakes;
  disabled: boolean;
  onChange: (rows: Line[]) => void;
}

function Lines({ rows, mistakes, disabled, onChange }: LinesProps) {
  const t = useTranslations('people.several');
  const [pasting, setPasting] = useState(false);
  return (
    <Section
      title={t('them')}
      actions={
        <Button icon="copy" isDisabled={disabled} onPress={() => setPasting(true)}>
          {t('paste')}
        </Button>
      }
    >
      <div className="form-rows">
        {rows.map((row, at) => (
          <LineFields
            key={row.id}
            row={row}
            at={at}
            mistakes={mistakes}
            disabled={disabled}
            onChange={(next) => onChange(rows.map((one) => (one.id === row.id ? next : one)))}
            onRemove={() => onChange(rows.filter((one) => one.id !== row.id))}
          />
        ))}
      </div>
      <div>
        <Button icon="add" isDisabled={disabled} onPress={() => onChange([...rows, newLine()])}>
          {t('add')}
        </Button>
      </div>
      {pasting ? (
        <Paste
          onClose={() => setPasting(false)}
          onLines={(lines) =>
            onChange([...rows.filter((row) => row.sent || waiting([row]).length > 0), ...lines])
          }
        />
      ) : null}
    </Section>
  );
}

interface LineProps {
  row: Line;
  at: number;
  mistakes: Mistakes;
  disabled: boolean;
  onChange: (row: Line) => void;
  onRemove: () => void;
}

function LineFields({ row, at, mistakes, disabled, onChange, onRemove }: LineProps) {
  const t = useTranslations('people.several');
  const i = useTranslations('people.inviteForm');
  if (row.sent) {
    return (
      <div className="form-row three done">
        <b>
          {row.given_name} {row.family_name}
        </b>
        <span>{row.email}</span>
        <Status state="done">{t('invited')}</Status>
      </div>
    );
  }
  const field = (name: 'given_name' | 'family_name' | 'email') => ({
    name: `rows.${at}.${name}`,
    value: row[name],
    onChange: (text: string) => onChange({ ...row, [name]: text }),
    error: mistakes[`rows.${at}.${name}`],
    disabled,
    autoComplete: 'off',
  });
  return (
    <fieldset className="form-row three" aria-label={t('row', { n: at + 1 })}>
      <TextField {...field('given_name')} label={i('given')} maxLength={100} />
      <TextField {...field('family_name')} label={i('family')} maxLength={100} />
      <TextField
        {...field('email')}
        label={i('email')}
        type="email"
        inputMode="email"
        spellCheck="false"
        maxLength={254}
      />
      <IconButton label={t('remove', { n: at + 1 })} icon="close" isDisabled={disabled} onPress={onRemove} />
    </fieldset>
  );
}

function Paste({ onClose, onLines }: { onClose: () => void; onLines: (lines: Line[]) => void }) {
  const t = useTranslations('people.several');
  const form = useForm({
    initial: { text: '' },
    check: ({ text }): Mistakes => (linesOf(text).length > 0 ? {} : { text: t('pasteNone') }),
    send: async ({ text }) => linesOf(text),
    done: (lines) => {
      onLines(lines);
      onClose();
    },
  });
  return (
    <Dialog title={t('pasteTitle')} open onClose={onClose} kind="wide">
      <FormShell form={form} act={t('pasteAct')} cancel={<CancelButton onPress={onClose} />}>
        <TextField {...form.bind('text')} label={t('pasteLabel')} hint={t('pasteHint')} lines={8} autoFocus />
      </FormShell>
    </Dialog>
  );
}
