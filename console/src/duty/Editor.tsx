import type { AllocationListOut, HandoverShift, RoundResidentOut } from '@almoner/client';
import { useSaveAllocations } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { FormShell, useForm } from '~/form';
import { Badge, Button, CancelLink, Notice, toast } from '~/kit';
import { StaffField, type Person } from '~/residents/forms/StaffField';
import { asBefore, evenly, givenOf, sharers, sumsOf, withOthers, type Given, type Helper } from './allocate';
import { Rows } from './Rows';

interface Props {
  home: SessionHome;
  unit: string | null;
  day: string;
  shift: HandoverShift;
  residents: readonly RoundResidentOut[];
  helpers: readonly Helper[];
  /** The list that there is. */
  list: AllocationListOut | undefined;
  /** The one of the same shift of the day before. */
  before: AllocationListOut | undefined;
}

type Saved = Pick<AllocationListOut, 'id' | 'version' | 'allocations'>;
const NONE: Saved = { id: '', version: 0, allocations: [] };

/** A person for each resident. Saved as a whole over the version that was seen; who comes second chooses between the two. */
export function Editor({ home, unit, day, shift, residents, helpers, list, before }: Props) {
  const t = useTranslations('allocation');
  const navigate = useNavigate();
  const save = useSaveAllocations();
  const [added, setAdded] = useState<Person[]>([]);
  /** What a press changed all at once, what it says, and how it was. */
  const [whole, setWhole] = useState<{ says: string; before: Given } | null>(null);
  /** In the order in which they were sent, which is how a complaint names them. */
  const sent = useRef<string[]>([]);
  const read = (of: Saved): Given => givenOf(of, residents);
  const form = useForm<Given, AllocationListOut, Saved>({
    initial: read(list ?? NONE),
    record: list ?? NONE,
    read,
    draft: `allocation.${home.id}.${unit ?? 'whole'}.${day}.${shift}`,
    place: (path) => sent.current[Number(/^allocations\.(\d+)\./.exec(path)?.[1] ?? -1)],
    send: (given, { record }) => {
      const rows = residents.flatMap(({ id }) => {
        const person = given[id];
        return person ? [{ client_id: id, profile_id: person.id }] : [];
      });
      sent.current = rows.map(({ client_id }) => client_id);
      return save.mutateAsync([
        {
          care_home_id: home.id,
          ...(unit ? { unit_id: unit } : {}),
          care_day: day,
          shift,
          version: record.version,
          allocations: rows,
        },
      ]);
    },
    done: () => {
      toast({ text: t('saved') });
      void navigate({ to: '/shift', search: { home: home.id, shift } });
    },
  });
  const given = form.values;
  const people = withOthers(helpers, [...Object.values(given), ...added]);
  const able = sharers(helpers, unit);
  const all = (says: string, next: Given) => {
    setWhole({ says, before: given });
    form.set(next);
  };
  // Rows are many: each is drawn again only for what is its own, so what they call stays the same.
  const pick = useStable((client: string, person: Person | null) => {
    setWhole(null);
    form.set({ [client]: person });
  });
  return (
    <FormShell
      form={form}
      act={t('save')}
      cancel={
        <CancelLink to="/shift" search={{ home: home.id, shift }}>
          {t('cancel')}
        </CancelLink>
      }
    >
      {people.length === 0 ? <Notice title={t('noPeople')}>{t('noPeopleWhy')}</Notice> : null}
      <div className="allocation-bar">
        {able.length > 0 ? (
          <Button
            icon="people"
            onPress={() => all(t('shared', { count: able.length }), evenly(residents, able))}
          >
            {t('evenly')}
          </Button>
        ) : null}
        {before ? (
          <Button
            icon="history"
            onPress={() => {
              const { given: next, gone } = asBefore(before, residents, helpers);
              all(gone > 0 ? t('yesterdayGone', { count: gone }) : t('taken'), next);
            }}
          >
            {t('yesterday')}
          </Button>
        ) : (
          <span className="quiet small">{t('yesterdayNone')}</span>
        )}
        <StaffField
          name="other"
          label={t('add')}
          hint={t('addHint')}
          optional
          home={home.id}
          value={null}
          onChange={(person) => {
            if (!person) return;
            setAdded((those) => [...those, person]);
            toast({ text: t('added', { name: person.name }) });
          }}
        />
      </div>
      {whole ? (
        <Notice
          action={
            <Button
              onPress={() => {
                form.set(whole.before);
                setWhole(null);
              }}
            >
              {t('undo')}
            </Button>
          }
        >
          {whole.says}
        </Notice>
      ) : null}
      <Sums given={given} />
      <Rows residents={residents} people={people} given={given} mistakes={form.mistakes} pick={pick} />
    </FormShell>
  );
}

function Sums({ given }: { given: Given }) {
  const t = useTranslations('allocation');
  const sums = sumsOf(given);
  const nobody = Object.values(given).filter((person) => !person).length;
  return (
    <ul className="allocation-sums" aria-label={t('sums')}>
      {sums.map(({ person, count }) => (
        <li key={person.id}>
          <Badge tone="good">{t('sum', { name: person.name, count: String(count) })}</Badge>
        </li>
      ))}
      {nobody > 0 ? (
        <li>
          <Badge>{t('sum', { name: t('nobody'), count: String(nobody) })}</Badge>
        </li>
      ) : null}
    </ul>
  );
}

/** The same function for ever, which does what the latest one does. */
function useStable<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  const [stable] = useState(
    () =>
      (...args: A) =>
        latest.current(...args),
  );
  return stable;
}
