import type { HomeManagerOut, MembershipOut, OfficeOut } from '@almoner/client';
import {
  useArchiveHomeManager,
  useArchiveMembership,
  useArchiveOffice,
  useRestoreHomeManager,
  useRestoreMembership,
} from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Icon, Link, Menu, Status, Table, type Column, type MenuEntry } from '~/kit';
import { dayOf } from '~/residents/when';
import { DeedDialog } from '../DeedDialog';
import { useDeed } from '~/lib/deed';
import { SpanText } from '../SpanText';
import { STATE_SHAPES, isState, useRightWords } from '../vocabulary';
import { useHomes } from '../zones';
import { ChangeRight, EndRight, type HomeRight } from './RightDialogs';

export type AnyRight = HomeRight | (OfficeOut & { of: 'office' });

export const asMembership = (row: MembershipOut): AnyRight => ({ ...row, of: 'membership' });
export const asManager = (row: HomeManagerOut): AnyRight => ({ ...row, of: 'home_manager' });
export const asOffice = (row: OfficeOut): AnyRight => ({ ...row, of: 'office' });

const wordOf = (right: AnyRight) =>
  right.of === 'membership' ? right.grade : right.of === 'office' ? right.role : right.kind;
const homeOf = (right: AnyRight) => (right.of === 'office' ? null : right.care_home);
const homeIdOf = (right: AnyRight) => (right.of === 'office' ? null : right.care_home_id);

export interface RightTableProps {
  label: string;
  rows: readonly AnyRight[];
  /** What a row's heading is: whose right it is, or where. */
  by: 'person' | 'home';
}

type Open = { right: AnyRight; act: 'change' | 'end' | 'archive' } | null;

/** Rights of one kind, with what the reader may do to each. */
export function RightTable({ label, rows, by }: RightTableProps) {
  const t = useTranslations('people.rights');
  const w = useRightWords();
  const { zoneOf } = useHomes();
  const [open, setOpen] = useState<Open>(null);
  const office = rows[0]?.of === 'office';
  const floor = rows[0]?.of === 'membership';
  const acts = rows.some((row) => row.can.length > 0);
  const word = { id: 'right', label: office ? t('office') : floor ? t('grade') : t('kind') };
  const heading: Column<AnyRight> =
    by === 'person'
      ? { id: 'person', label: t('person'), cell: (right) => <Person right={right} /> }
      : office
        ? { ...word, cell: (right) => <b>{w.right(right.of, wordOf(right))}</b> }
        : { id: 'home', label: t('home'), cell: (right) => <Home right={right} /> };
  const columns: Column<AnyRight>[] = [
    heading,
    ...(heading.id === 'right'
      ? []
      : [
          {
            ...word,
            cell: (right: AnyRight) => (
              <>
                {w.right(right.of, wordOf(right))}
                {'agency' in right && right.agency ? (
                  <>
                    {' '}
                    <span className="quiet small">{t('agency', { agency: right.agency })}</span>
                  </>
                ) : null}
              </>
            ),
          },
        ]),
    {
      id: 'when',
      label: t('when'),
      cell: (right) => (
        <span className="stack nothing">
          <SpanText right={right} zone={zoneOf(homeIdOf(right))} />
          {right.archived_at ? (
            <span className="quiet small">
              {t('archivedReason', {
                day: dayOf(right.archived_at, zoneOf(homeIdOf(right))),
                reason: right.archive_reason ?? '',
              })}
            </span>
          ) : null}
        </span>
      ),
    },
    {
      id: 'state',
      label: t('state'),
      cell: (right) =>
        right.archived_at ? (
          <Status state="refused">{t('archivedTitle')}</Status>
        ) : (
          <Status state={isState(right.state) ? STATE_SHAPES[right.state] : 'draft'}>
            {w.state(right.state)}
          </Status>
        ),
    },
    ...(acts
      ? [
          {
            id: 'acts',
            label: t('acts'),
            cell: (right: AnyRight) => <Acts right={right} onOpen={(act) => setOpen({ right, act })} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <Table label={label} columns={columns} rows={rows} rowId={({ id }) => id} />
      {open ? <OpenDialog {...open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Person({ right }: { right: AnyRight }) {
  return (
    <Link to="/people/$id" params={{ id: right.profile_id }} className="strong">
      {right.person ?? right.profile_id}
    </Link>
  );
}

function Home({ right }: { right: AnyRight }) {
  const id = homeIdOf(right);
  const { nameOf } = useHomes();
  const name = homeOf(right) ?? '';
  return id && nameOf(id) ? (
    <Link to="/homes/$homeId/people" params={{ homeId: id }} className="strong">
      {name}
    </Link>
  ) : (
    <b>{name}</b>
  );
}

/** Takes a right back from the archive, whichever kind it is; an office is given anew. */
function useRestore() {
  const d = useTranslations('people.dialog');
  const membership = useRestoreMembership();
  const manager = useRestoreHomeManager();
  const call = {
    isPending: membership.isPending || manager.isPending,
    variables: undefined,
    mutateAsync: (right: AnyRight): Promise<unknown> =>
      right.of === 'membership' ? membership.mutateAsync([right]) : manager.mutateAsync([right]),
  };
  return useDeed(call, () => ({ text: d('rightRestored') }));
}

function Acts({ right, onOpen }: { right: AnyRight; onOpen: (act: 'change' | 'end' | 'archive') => void }) {
  const t = useTranslations('people.rights');
  const d = useTranslations('people.dialog');
  const w = useRightWords();
  const restore = useRestore();
  const entries: MenuEntry[] = [];
  const may = (verb: string) => right.can.includes(verb);
  if (may('update'))
    entries.push({ id: 'change', label: t('change'), icon: 'edit', onAction: () => onOpen('change') });
  if (may('end')) entries.push({ id: 'end', label: t('end'), icon: 'close', onAction: () => onOpen('end') });
  if (may('archive')) {
    const label = right.of === 'office' ? d('officeAct') : t('archive');
    entries.push({ id: 'archive', label, icon: 'archive', onAction: () => onOpen('archive') });
  }
  if (may('restore')) {
    entries.push({
      id: 'restore',
      label: t('restore'),
      icon: 'history',
      onAction: () => restore.press(right),
    });
  }
  if (entries.length === 0) return null;
  const name = w.rightIn(right.of, wordOf(right), homeOf(right));
  return (
    <Menu
      label={t('actsFor', { right: right.person ? `${right.person}, ${name}` : name })}
      className="button quiet icon-only"
      trigger={<Icon name="more" />}
      entries={entries}
    />
  );
}

function OpenDialog({ right, act, onClose }: Exclude<Open, null> & { onClose: () => void }) {
  const d = useTranslations('people.dialog');
  const w = useRightWords();
  const membership = useArchiveMembership();
  const manager = useArchiveHomeManager();
  const office = useArchiveOffice();
  const restore = useRestore();
  const name = w.rightIn(right.of, wordOf(right), homeOf(right));
  if (right.of === 'office') {
    return (
      <DeedDialog
        title={d('officeTitle', { right: right.person ? `${right.person}, ${name}` : name })}
        intro={d('officeIntro')}
        field={d('officeReason')}
        act={d('officeAct')}
        danger
        onClose={onClose}
        onAct={async (reason) => {
          await office.mutateAsync([right, { reason }]);
          return { text: d('officeGone') };
        }}
      />
    );
  }
  if (act === 'change') return <ChangeRight right={right} onClose={onClose} />;
  if (act === 'end') return <EndRight right={right} onClose={onClose} />;
  return (
    <DeedDialog
      title={d('archiveRightTitle', { right: name })}
      intro={d('archiveRightIntro')}
      field={d('archiveRightReason')}
      act={d('archiveRightAct')}
      onClose={onClose}
      onAct={async (reason) => {
        const gone =
          right.of === 'membership'
            ? asMembership(await membership.mutateAsync([right, { reason }]))
            : asManager(await manager.mutateAsync([right, { reason }]));
        return { text: d('rightArchived'), undo: () => restore.press(gone) };
      }}
    />
  );
}
