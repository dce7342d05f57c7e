import type { ClientPageOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Icon, LinkButton, Menu, type IconName, type MenuEntry } from '~/kit';
import { calledName } from '../names';

const FLOWS = {
  admit: '/residents/$id/admit',
  arrive: '/residents/$id/arrive',
  cancel: '/residents/$id/cancel',
  move: '/residents/$id/move',
  transfer: '/residents/$id/transfer',
  hospital: '/residents/$id/away',
  leave: '/residents/$id/away',
  return: '/residents/$id/return',
  discharge: '/residents/$id/discharge',
  death: '/residents/$id/death',
  archive: '/residents/$id/archive',
  edit: '/residents/$id/edit',
} as const;
export type Act = keyof typeof FLOWS;

/** What may be done with a resident now, the likeliest first. It follows from what the server says of each row. */
export function actsOf({ client, stay, planned, absence }: ClientPageOut): Act[] {
  const acts: [Act, boolean][] = [
    ['return', absence?.can.includes('return') ?? false],
    ['arrive', planned?.some(({ can }) => can.includes('arrive')) ?? false],
    ['admit', client.can.includes('admit')],
    ['hospital', client.can.includes('note_absence')],
    ['leave', client.can.includes('note_absence')],
    ['move', stay?.can.includes('move') ?? false],
    ['transfer', stay?.can.includes('transfer') ?? false],
    ['cancel', planned?.some(({ can }) => can.includes('cancel')) ?? false],
    ['discharge', stay?.can.includes('discharge') ?? false],
    ['death', stay?.can.includes('death') ?? false],
    ['edit', client.can.includes('update')],
    ['archive', client.can.includes('archive')],
  ];
  return acts.filter(([, offered]) => offered).map(([act]) => act);
}

/** These stand in the open; the rest is behind "More". */
const OPEN: readonly Act[] = ['return', 'arrive', 'admit', 'hospital'];
const ICONS: Partial<Record<Act, IconName>> = {
  edit: 'edit',
  move: 'bed',
  admit: 'bed',
  archive: 'archive',
  transfer: 'home',
  leave: 'calendar',
};

function search(act: Act) {
  return act === 'hospital' || act === 'leave' ? { kind: act } : {};
}

export function Actions({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.page');
  const navigate = useNavigate();
  const session = useSession({ enabled: false }).data;
  // Whoever gives care or manages raises a concern; who only reads tells the manager.
  const onFloor = session?.homes.some(
    ({ manager, grades }) => manager || grades.some((grade) => grade !== 'ancillary'),
  );
  const acts = actsOf(page);
  const open = acts.filter((act) => OPEN.includes(act)).slice(0, 1);
  const behind = acts.filter((act) => !open.includes(act));
  const { id } = page.client;
  const item = (act: Act): MenuEntry => ({
    id: act,
    label: t(`act.${act}`),
    ...(ICONS[act] ? { icon: ICONS[act] } : {}),
    onAction: () => void navigate({ to: FLOWS[act], params: { id }, search: search(act) } as never),
  });
  // Editing and archiving change the record, the rest is about the person.
  const record = behind.filter((act) => act === 'edit' || act === 'archive');
  const person = behind.filter((act) => act !== 'edit' && act !== 'archive');
  const line: MenuEntry[] = person.length > 0 && record.length > 0 ? [{ kind: 'line', id: 'line' }] : [];
  return (
    <>
      {open.map((act) => (
        <LinkButton key={act} to={FLOWS[act]} params={{ id }} search={search(act)} tone="primary">
          {t(`act.${act}`)}
        </LinkButton>
      ))}
      {page.client.can.includes('read_care') && onFloor ? (
        <LinkButton to="/residents/$id/concern" params={{ id }} icon="bell">
          {t('act.concern')}
        </LinkButton>
      ) : null}
      {behind.length > 0 ? (
        <Menu
          label={t('moreFor', { name: calledName(page.client) })}
          className="button plain"
          trigger={
            <>
              <span>{t('more')}</span>
              <Icon name="down" size={18} />
            </>
          }
          entries={[...person.map(item), ...line, ...record.map(item)]}
        />
      ) : null}
    </>
  );
}
