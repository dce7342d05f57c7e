import type { ClientPageOut, ContactOut } from '@almoner/client';
import { useArchiveContact, useRestoreContact } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Badge, Button, LinkButton, Section } from '~/kit';
import { useDeed } from '~/lib/deed';
import { ReasonDialog } from '../forms/ReasonDialog';
import { PhoneLink } from '../page/Summary';
import { dayWords } from '../when';

/** Family, friends and professionals, in the order in which they are called. */
export function ContactsTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.contacts');
  const { client } = page;
  const contacts = page.contacts ?? [];
  return (
    <Section
      title={t('heading')}
      sub={t('sub')}
      actions={
        client.can.includes('add_contact') ? (
          <LinkButton to="/residents/$id/contact" params={{ id: client.id }} icon="add">
            {t('add')}
          </LinkButton>
        ) : undefined
      }
    >
      {contacts.length === 0 ? (
        <p className="quiet">{t('empty')}</p>
      ) : (
        <ContactList clientId={client.id} contacts={contacts} />
      )}
    </Section>
  );
}

export function ContactList({ clientId, contacts }: { clientId: string; contacts: readonly ContactOut[] }) {
  const t = useTranslations('residents.contacts');
  const archive = useArchiveContact();
  const [archiving, setArchiving] = useState<ContactOut>();
  const restore = useDeed(useRestoreContact(), ({ name }) => ({ text: t('restored', { name }) }));
  return (
    <>
      <ul className="card-grid">
        {contacts.map((contact) => (
          <ContactCard
            key={contact.id}
            contact={contact}
            clientId={clientId}
            busy={restore.busy}
            onArchive={setArchiving}
            onRestore={(one) => restore.press([one])}
          />
        ))}
      </ul>
      {archiving ? (
        <ReasonDialog
          title={t('archiveTitle')}
          label={t('archiveReason')}
          act={t('archiveAct')}
          danger
          onClose={() => setArchiving(undefined)}
          onAct={async (reason) => {
            const archived = await archive.mutateAsync([archiving, { reason }]);
            return { text: t('archived', { name: archiving.name }), undo: () => restore.press([archived]) };
          }}
        />
      ) : null}
    </>
  );
}

interface CardProps {
  contact: ContactOut;
  clientId: string;
  busy: boolean;
  onArchive: (contact: ContactOut) => void;
  onRestore: (contact: ContactOut) => void;
}

function ContactCard({ contact, clientId, busy, onArchive, onRestore }: CardProps) {
  const t = useTranslations('residents.contacts');
  const v = useTranslations('vocabulary');
  const navigate = useNavigate();
  const can = (verb: string) => contact.can.includes(verb);
  const change = () =>
    void navigate({
      to: '/residents/$id/contact',
      params: { id: clientId },
      search: { contact: contact.id },
    } as never);
  return (
    <li className="card stack tight">
      <div>
        <h3>{contact.name}</h3>
        <p className="quiet">
          {[...new Set([contact.relationship, v(`contactKind.${contact.kind}`)])].join(' · ')}
        </p>
      </div>
      <div className="row">
        {contact.emergency_order == null ? null : (
          <Badge tone="warn">{t('order', { order: contact.emergency_order })}</Badge>
        )}
        {contact.next_of_kin ? <Badge>{t('nextOfKin')}</Badge> : null}
      </div>
      <PhoneLink contact={contact} />
      {contact.email ? (
        <a className="link standing" href={`mailto:${contact.email}`}>
          {contact.email}
        </a>
      ) : null}
      {contact.address ? <p className="lines">{contact.address}</p> : null}
      <p className="small">{t('told', { what: v(`mayBeTold.${contact.may_be_told}`) })}</p>
      {contact.authority_seen_on ? (
        <p className="small">{t('seen', { day: dayWords(contact.authority_seen_on) })}</p>
      ) : null}
      {contact.note ? <p className="small lines">{contact.note}</p> : null}
      {contact.emergency_order == null ? <p className="quiet small">{t('notCalled')}</p> : null}
      {can('update') || can('archive') || can('restore') ? (
        <div className="row">
          {can('update') && !contact.archived_at ? (
            <Button tone="quiet" icon="edit" onPress={change}>
              {t('change')}
            </Button>
          ) : null}
          {can('archive') ? (
            <Button tone="quiet" icon="archive" onPress={() => onArchive(contact)}>
              {t('archive')}
            </Button>
          ) : null}
          {can('restore') ? (
            <Button busy={busy} onPress={() => onRestore(contact)}>
              {t('restore')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
