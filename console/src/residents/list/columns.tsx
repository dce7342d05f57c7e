import type { ClientOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Link, Status, type Column } from '~/kit';
import { Face } from '~/photos/Face';
import { CriticalAlerts } from '../alerts/AlertChips';
import { calledName, fullName, roomWords } from '../names';
import { STATUS_SHAPES } from '../vocabulary';
import { dayOf, shortDay } from '../when';

function zone(client: ClientOut): string {
  return client.home?.time_zone ?? 'Europe/London';
}

/** Shape, word and colour of where a resident is, and since when they are away. */
export function ResidentStatus({ client }: { client: ClientOut }) {
  const t = useTranslations('residents.list');
  const v = useTranslations('vocabulary');
  const absence = client.stay?.absence;
  const planned = client.stay?.status === 'planned' ? client.stay.from : null;
  return (
    <span className="resident-status">
      <Status state={STATUS_SHAPES[client.status]}>{v(`status.${client.status}`)}</Status>
      {absence ? (
        <span className="quiet small">{t('since', { day: shortDay(absence.from, zone(client)) })}</span>
      ) : null}
      {planned ? (
        <span className="quiet small">{t('expected', { day: shortDay(planned, zone(client)) })}</span>
      ) : null}
    </span>
  );
}

/** The columns of the list; the home only where somebody sees several. */
export function useColumns({ homes, archived }: { homes: number; archived: boolean }): Column<ClientOut>[] {
  const t = useTranslations('residents.list');
  return [
    {
      id: 'name',
      label: t('name'),
      sort: 'name',
      cell: (client) => (
        <span className={homes > 1 ? 'resident-face tight' : 'resident-face'}>
          <Face photo={client.photo_id} name={calledName(client)} />
          <span className="resident-name">
            <Link to="/residents/$id" params={{ id: client.id }} className="strong">
              {calledName(client)}
            </Link>
            {client.preferred_name ? <span className="quiet small">{fullName(client)}</span> : null}
            {archived && client.archived_at ? (
              <span className="quiet small">
                {t('archivedReason', {
                  day: dayOf(client.archived_at, zone(client)),
                  reason: client.archive_reason ?? '',
                })}
              </span>
            ) : null}
          </span>
        </span>
      ),
    },
    {
      id: 'room',
      label: t('room'),
      cell: (client) =>
        roomWords(client) ||
        (client.status === 'discharged' || client.status === 'deceased' ? null : (
          <span className="quiet">{t('noRoom')}</span>
        )),
    },
    ...(homes > 1
      ? [
          {
            id: 'home',
            label: t('home'),
            cell: (client: ClientOut) => client.home_name,
          } satisfies Column<ClientOut>,
        ]
      : []),
    { id: 'status', label: t('status'), cell: (client) => <ResidentStatus client={client} /> },
    {
      id: 'alerts',
      label: t('alerts'),
      width: 'wide',
      cell: (client) => (
        <CriticalAlerts name={calledName(client)} state={client.allergy_state} alerts={client.critical} />
      ),
    },
    {
      id: 'worker',
      label: t('worker'),
      // On a tablet what must not be overlooked has the room.
      from: 'desktop',
      cell: (client) => client.key_worker?.name ?? <span className="quiet">{t('noWorker')}</span>,
    },
    {
      id: 'updated',
      label: t('updated'),
      from: 'desktop',
      sort: 'updated_at',
      numeric: true,
      width: 'tight',
      cell: (client) => <time dateTime={client.updated_at}>{shortDay(client.updated_at, zone(client))}</time>,
    },
  ];
}
