import type { Grade, HomeManagerOut, ManagerKind, MembershipOut } from '@almoner/client';
import {
  useEndHomeManager,
  useEndMembership,
  useUpdateHomeManager,
  useUpdateMembership,
} from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { DateField, Dialog, RadioGroup, TimeField, toast, CancelButton } from '~/kit';
import { SpanFields } from '../forms/SpanFields';
import { edgeOf, instantOf, problemsOf, tooLong, type Edge } from '../span';
import { GRADES, MANAGER_KINDS, useRightWords } from '../vocabulary';
import { useHomes } from '../zones';

export type HomeRight = (MembershipOut & { of: 'membership' }) | (HomeManagerOut & { of: 'home_manager' });

/** "Senior, Harbour View". */
export function useRightName() {
  const w = useRightWords();
  return (right: HomeRight) =>
    w.rightIn(right.of, right.of === 'membership' ? right.grade : right.kind, right.care_home);
}

interface DialogProps {
  right: HomeRight;
  onClose: () => void;
}

interface ChangeValues {
  grade: Grade | null;
  kind: ManagerKind | null;
  until: Edge;
}

/** Corrects the grade or the kind, or moves the end. */
export function ChangeRight({ right, onClose }: DialogProps) {
  const t = useTranslations('people.changeRight');
  const s = useTranslations('people.span');
  const m = useTranslations('people.manager');
  const r = useTranslations('rights');
  const membership = useUpdateMembership();
  const manager = useUpdateHomeManager();
  const name = useRightName();
  const { zoneOf } = useHomes();
  const zone = zoneOf(right.care_home_id);
  const floor = right.of === 'membership';
  const mayKind = !floor && right.can.includes('update_kind');
  const read = (row: MembershipOut | HomeManagerOut): ChangeValues => ({
    grade: 'grade' in row ? (row.grade as Grade) : null,
    kind: 'kind' in row ? (row.kind as ManagerKind) : null,
    until: edgeOf(row.until, 'until', zone),
  });
  const begins = edgeOf(right.from, 'from', zone);
  const form = useForm<ChangeValues, unknown, MembershipOut | HomeManagerOut>({
    initial: read(right),
    record: right,
    read,
    check: ({ until, kind }) => {
      const problem = problemsOf(begins, until, zone).until;
      const mistakes: Mistakes = {};
      if (problem) mistakes['until'] = problem === 'day' ? s('needDay') : s('order');
      if (kind === 'cover' && !until.set) mistakes['until'] = m('coverEnd');
      else if (kind === 'cover' && tooLong(begins, until, zone)) mistakes['until'] = m('coverLong');
      return mistakes;
    },
    send: (now, { record, before }): Promise<MembershipOut | HomeManagerOut> => {
      const until = instantOf(now.until, 'until', zone) ?? null;
      const moved = until !== (instantOf(before.until, 'until', zone) ?? null) ? { until } : {};
      if (floor) {
        const grade = now.grade !== before.grade && now.grade ? { grade: now.grade } : {};
        return membership.mutateAsync([record, { ...grade, ...moved }]);
      }
      const kind = now.kind !== before.kind && now.kind ? { kind: now.kind } : {};
      return manager.mutateAsync([record, { ...kind, ...moved }]);
    },
    done: () => {
      onClose();
      toast({ text: t('done') });
    },
  });
  return (
    <Dialog title={t('title', { right: name(right) })} open onClose={onClose}>
      <FormShell form={form} act={t('act')} cancel={<CancelButton onPress={onClose} />}>
        {floor ? (
          <RadioGroup<Grade>
            {...form.bind('grade')}
            label={t('grade')}
            hint={t('gradeHint')}
            options={GRADES.map((id) => ({ id, label: r(`grade.${id}`) }))}
          />
        ) : null}
        {mayKind ? (
          <RadioGroup<ManagerKind>
            {...form.bind('kind')}
            label={m('kind')}
            options={MANAGER_KINDS.map((id) => ({ id, label: r(`manager.${id}`) }))}
          />
        ) : null}
        <SpanFields
          until={form.values.until}
          onChange={(part) => form.set(part.until ? { until: part.until } : {})}
          mistakes={form.mistakes}
          homeName={right.care_home ?? ''}
          ends={form.values.kind === 'cover'}
        />
      </FormShell>
    </Dialog>
  );
}

/** Ends a right now, or says when it ended: at most 72 hours ago. */
export function EndRight({ right, onClose }: DialogProps) {
  const t = useTranslations('people.endRight');
  const membership = useEndMembership();
  const manager = useEndHomeManager();
  const name = useRightName();
  const { zoneOf } = useHomes();
  const zone = zoneOf(right.care_home_id);
  const form = useForm({
    initial: { when: 'now' as 'now' | 'earlier', at: null as string | null, time: null as string | null },
    check: ({ when, at, time }): Record<string, string> =>
      when === 'earlier' && !(at && time) ? { [at ? 'time' : 'at']: t('needed') } : {},
    send: ({ when, at, time }): Promise<unknown> => {
      const instant = when === 'now' ? undefined : instantOf({ set: true, date: at, time }, 'until', zone);
      const body = instant ? { at: instant } : {};
      return right.of === 'membership'
        ? membership.mutateAsync([right, body])
        : manager.mutateAsync([right, body]);
    },
    done: () => {
      onClose();
      toast({ text: t('done', { right: name(right) }) });
    },
  });
  return (
    <Dialog title={t('title', { right: name(right) })} open onClose={onClose}>
      <FormShell form={form} act={t('act')} tone="danger" cancel={<CancelButton onPress={onClose} />}>
        <p className="quiet measure">{t('intro', { name: right.person ?? '' })}</p>
        <RadioGroup
          {...form.bind('when')}
          label={t('when')}
          inline
          options={[
            { id: 'now', label: t('now') },
            { id: 'earlier', label: t('earlier') },
          ]}
        />
        {form.values.when === 'earlier' ? (
          <div className="side-by-side">
            <DateField {...form.bind('at')} label={t('day')} />
            <TimeField {...form.bind('time')} label={t('time')} hint={t('timeHint')} />
          </div>
        ) : null}
      </FormShell>
    </Dialog>
  );
}
