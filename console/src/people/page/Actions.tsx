import type { PersonWith } from '@almoner/client';
import {
  useArchivePerson,
  useDisablePerson,
  useEnablePerson,
  useReinvite,
  useRestorePerson,
  useWithdrawInvitation,
} from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Icon, LinkButton, Menu, type IconName, type MenuEntry } from '~/kit';
import { DeedDialog } from '../DeedDialog';
import { useDeed } from '~/lib/deed';

/** A page of its own for what is filled in, a dialog for what is one decision. */
const PAGES = {
  edit: '/people/$id/edit',
  private: '/people/$id/work',
  membership: '/people/$id/membership',
  manager: '/people/$id/manager',
  office: '/people/$id/office',
} as const;
type PageAct = keyof typeof PAGES;
type DialogAct = 'reinvite' | 'withdraw' | 'disable' | 'archive';
type Act = PageAct | DialogAct | 'enable';

const VERBS: Record<Act, string> = {
  edit: 'update',
  private: 'update_private',
  membership: 'add_membership',
  manager: 'add_home_manager',
  office: 'give_office',
  reinvite: 'reinvite',
  enable: 'enable',
  withdraw: 'withdraw',
  disable: 'disable',
  archive: 'archive',
};
const ICONS: Partial<Record<Act, IconName>> = {
  edit: 'edit',
  private: 'phone',
  membership: 'add',
  manager: 'home',
  office: 'organisation',
  reinvite: 'history',
  enable: 'key',
  withdraw: 'close',
  disable: 'offline',
  archive: 'archive',
};

/** What may be done with somebody now. It follows from what the server says of them. */
export function actsOf(person: PersonWith): Act[] {
  if (person.archived_at) return [];
  return (Object.keys(VERBS) as Act[]).filter((act) => person.can.includes(VERBS[act]));
}

export function Actions({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<DialogAct>();
  const { id } = person;
  const name = person.preferred_name ?? person.given_name;
  const enable = useDeed(useEnablePerson(), () => ({ text: t('enabled', { name: person.name }) }));
  const acts = actsOf(person);
  // Who waits to join is most likely to be sent the link again; of anybody else one wants to know what they see.
  const again = acts.includes('reinvite');
  const preview = person.can.includes('preview') && !person.archived_at;
  const behind = acts.filter((act) => act !== 'reinvite');
  const item = (act: Act): MenuEntry => ({
    id: act,
    label: t(`act.${act}`, { name }),
    ...(ICONS[act] ? { icon: ICONS[act] } : {}),
    onAction: () => {
      if (act in PAGES) void navigate({ to: PAGES[act as PageAct], params: { id } });
      else if (act === 'enable') enable.press([person]);
      else setDialog(act as DialogAct);
    },
  });
  const profile = behind.filter((act) => act in PAGES);
  const access = behind.filter((act) => !(act in PAGES));
  const line: MenuEntry[] = profile.length > 0 && access.length > 0 ? [{ kind: 'line', id: 'line' }] : [];
  return (
    <>
      {again ? (
        <Button tone="primary" onPress={() => setDialog('reinvite')}>
          {t('act.reinvite')}
        </Button>
      ) : null}
      {preview ? (
        <LinkButton to="/people/$id/preview" params={{ id }}>
          {t('act.preview', { name })}
        </LinkButton>
      ) : null}
      {behind.length > 0 ? (
        <Menu
          label={t('moreFor', { name: person.name })}
          className="button plain"
          trigger={
            <>
              <span>{t('more')}</span>
              <Icon name="down" size={18} />
            </>
          }
          entries={[...profile.map(item), ...line, ...access.map(item)]}
        />
      ) : null}
      {dialog ? <PersonDialog act={dialog} person={person} onClose={() => setDialog(undefined)} /> : null}
    </>
  );
}

function PersonDialog({ act, person, onClose }: { act: DialogAct; person: PersonWith; onClose: () => void }) {
  const d = useTranslations('people.dialog');
  const t = useTranslations('people.page');
  const { name } = person;
  const reinvite = useReinvite();
  const withdraw = useWithdrawInvitation();
  const disable = useDisablePerson();
  const archive = useArchivePerson();
  const restore = useDeed(useRestorePerson(), () => ({ text: t('restored', { name }) }));
  const enable = useDeed(useEnablePerson(), () => ({ text: t('enabled', { name }) }));
  switch (act) {
    case 'reinvite':
      return (
        <DeedDialog
          title={d('reinviteTitle')}
          intro={d('reinviteIntro')}
          kind="email"
          field={d('reinviteEmail')}
          hint={d('reinviteEmailHint')}
          act={d('reinviteAct')}
          onClose={onClose}
          onAct={async (email) => {
            await reinvite.mutateAsync([person, email ? { email } : {}]);
            return { text: d('reinvited', { name }) };
          }}
        />
      );
    case 'withdraw':
      return (
        <DeedDialog
          title={d('withdrawTitle', { name })}
          intro={d('withdrawIntro')}
          act={d('withdrawAct')}
          danger
          onClose={onClose}
          onAct={async () => {
            await withdraw.mutateAsync([person]);
            return { text: d('withdrawn', { name }) };
          }}
        />
      );
    case 'disable':
      return (
        <DeedDialog
          title={d('disableTitle', { name })}
          intro={d('disableIntro')}
          act={d('disableAct')}
          danger
          onClose={onClose}
          onAct={async () => {
            const gone = await disable.mutateAsync([person]);
            return { text: d('disabled', { name }), undo: () => enable.press([gone]) };
          }}
        />
      );
    case 'archive':
      return (
        <DeedDialog
          title={d('archiveTitle', { name })}
          intro={d('archiveIntro')}
          field={d('archiveReason')}
          act={d('archiveAct')}
          danger
          onClose={onClose}
          onAct={async (reason) => {
            const gone = await archive.mutateAsync([person, { reason }]);
            return { text: d('archivedDone', { name }), undo: () => restore.press([gone]) };
          }}
        />
      );
  }
}
