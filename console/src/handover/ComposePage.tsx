import type { HandoverShift } from '@almoner/client';
import { useComposeHandover, useHandovers, useHomeLayout } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { careDayOf } from '~/care/clock';
import { useHomeOf, writesIn, type SessionHome } from '~/care/home';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelLink, Link, Notice, PageHeader, RadioGroup, Select, Skeleton, TextField, toast } from '~/kit';
import { Along } from './Along';
import { OpenConcerns } from './Concerns';
import { MissingNotes } from './MissingNotes';
import { likelyShift } from './late';
import './handover.css';

const SHIFTS = ['early', 'late', 'long_day', 'night'] as const satisfies readonly HandoverShift[];
const WHOLE = 'whole';

/** A shift hands over: what is still missing first, then the words. */
export function ComposePage({ home: asked }: { home: string | undefined }) {
  const t = useTranslations('handover.form');
  const { home, homes } = useHomeOf(asked);
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        sub={home?.name}
        back={
          <Link to="/handover" search={home ? { home: home.id } : {}}>
            {t('back')}
          </Link>
        }
      />
      {home === null ? (
        <ChooseHome homes={homes} />
      ) : writesIn(home) ? (
        <Ready home={home} />
      ) : (
        <Notice>{t('mayNot')}</Notice>
      )}
    </div>
  );
}

/** The earlier ones say which shift it probably is; the form waits for them, so that nothing moves under the hand. */
function Ready({ home }: { home: SessionHome }) {
  const earlier = useHandovers({ home: home.id, limit: 25 });
  if (earlier.isPending) return <Skeleton kind="page" lines={6} />;
  return <Compose home={home} earlier={earlier.rows} />;
}

function Compose({ home, earlier }: { home: SessionHome; earlier: ReturnType<typeof useHandovers>['rows'] }) {
  const t = useTranslations('handover.form');
  const c = useTranslations('care.shift');
  const h = useTranslations('handover');
  const navigate = useNavigate();
  const compose = useComposeHandover();
  const layout = useHomeLayout(home.id, {}, { staleTime: 300_000 });
  const units = layout.data?.units.filter((unit) => !unit.archived_at) ?? [];
  const [opened] = useState(() => Date.now());
  const form = useForm({
    initial: {
      shift: likelyShift(earlier, home.time_zone, opened),
      unit: WHOLE,
      summary: '',
    },
    draft: `handover.new.${home.id}`,
    place: (path) => (path === 'unit_id' ? 'unit' : undefined),
    check: ({ shift }): Mistakes => (shift ? {} : { shift: t('needed') }),
    send: ({ shift, unit, summary }) =>
      compose.mutateAsync([
        {
          care_home_id: home.id,
          shift: shift!,
          ...(unit === WHOLE ? {} : { unit_id: unit }),
          ...(summary.trim() ? { summary: summary.trim() } : {}),
        },
      ]),
    done: (made) => {
      toast({ text: t('done') });
      void navigate({ to: '/handover/$id', params: { id: made.id } });
    },
  });
  const { shift, unit } = form.values;
  // A night hands over when the next care day has begun, as the server counts it.
  const at = new Date(shift === 'night' ? opened - 4 * 3_600_000 : opened).toISOString();
  const last = earlier.find((one) => (one.unit_id ?? WHOLE) === unit);
  return (
    <div className="handover-compose">
      <div className="stack">
        <MissingNotes home={home} careDay={careDayOf(at, home)} />
        <Along home={home} since={last?.created_at ?? null} />
        <OpenConcerns home={home} />
      </div>
      <FormShell
        form={form}
        act={t('act')}
        cancel={
          <CancelLink to="/handover" search={{ home: home.id }}>
            {t('cancel')}
          </CancelLink>
        }
      >
        <RadioGroup
          {...form.bind('shift')}
          label={t('shift')}
          inline
          options={SHIFTS.map((id) => ({ id, label: c(id) }))}
        />
        {units.length > 1 ? (
          <Select
            {...form.bind('unit')}
            label={t('unit')}
            options={[
              { id: WHOLE, label: h('wholeHome') },
              ...units.map(({ id, name }) => ({ id: id as string, label: name })),
            ]}
          />
        ) : null}
        <TextField
          {...form.bind('summary')}
          label={t('summary')}
          hint={t('summaryHint')}
          optional
          lines={5}
          maxLength={8000}
        />
      </FormShell>
    </div>
  );
}
