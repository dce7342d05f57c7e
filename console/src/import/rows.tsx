import type {
  ClientImportOut,
  ClientImportRow,
  ImportOutcome,
  PersonImportOut,
  PersonImportRow,
} from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Link, Status, Table, type Column, type State } from '~/kit';
import { dayOf, dayWords } from '~/residents/when';
import { useZones } from './zones';

const SHAPES: Record<ImportOutcome, State> = { add: 'done', already_here: 'ended', refused: 'refused' };

function Outcome({ outcome, invite = false }: { outcome: ImportOutcome; invite?: boolean }) {
  const t = useTranslations('imports.row');
  return <Status state={SHAPES[outcome]}>{t(invite && outcome === 'add' ? 'invite' : outcome)}</Status>;
}

/** The lines of residents, as they were understood. */
export function ResidentRows({ out }: { out: ClientImportOut }) {
  const t = useTranslations('imports.row');
  const words = useTranslations('imports.residents');
  const zoneOf = useZones();
  const columns: Column<ClientImportRow>[] = [
    {
      id: 'name',
      label: t('name'),
      cell: (row) => {
        const name = [row.title, row.given_name, row.family_name].filter(Boolean).join(' ') || t('nobody');
        return row.client_id ? (
          <Link to="/residents/$id" params={{ id: row.client_id }}>
            {name}
          </Link>
        ) : (
          name
        );
      },
    },
    { id: 'line', label: t('line'), numeric: true, from: 'tablet', cell: ({ line }) => line },
    { id: 'outcome', label: t('outcome'), cell: ({ outcome }) => <Outcome outcome={outcome} /> },
    { id: 'home', label: t('home'), cell: ({ home_name }) => home_name ?? '' },
    {
      id: 'room',
      label: t('room'),
      cell: ({ room_name, bed_name }) =>
        [room_name, bed_name].filter(Boolean).join(', ') || <span className="quiet">{t('noRoom')}</span>,
    },
    {
      id: 'born',
      label: t('born'),
      width: 'tight',
      cell: ({ birth_date }) => (birth_date ? dayWords(birth_date) : ''),
    },
    {
      id: 'since',
      label: t('since'),
      from: 'desktop',
      cell: ({ admitted_at, home_id }) => (admitted_at ? dayOf(admitted_at, zoneOf(home_id)) : ''),
    },
    {
      id: 'allergies',
      label: t('allergies'),
      cell: ({ allergies, no_known_allergies }) =>
        no_known_allergies
          ? t('noneKnown')
          : allergies.join('; ') || <span className="quiet">{t('notAsked')}</span>,
    },
    { id: 'kin', label: t('kin'), from: 'desktop', cell: ({ next_of_kin }) => next_of_kin ?? '' },
  ];
  return (
    <Table label={words('table')} columns={columns} rows={out.rows} rowId={({ line }) => String(line)} />
  );
}

/** The lines of staff: each is a right of somebody. */
export function StaffRows({ out }: { out: PersonImportOut }) {
  const t = useTranslations('imports.row');
  const words = useTranslations('imports.staff');
  const r = useTranslations('rights');
  const zoneOf = useZones();
  const columns: Column<PersonImportRow>[] = [
    {
      id: 'name',
      label: t('name'),
      cell: (row) => {
        const name = [row.given_name, row.family_name].filter(Boolean).join(' ') || t('nobody');
        return row.person_id ? (
          <Link to="/people/$id" params={{ id: row.person_id }}>
            {name}
          </Link>
        ) : (
          name
        );
      },
    },
    { id: 'line', label: t('line'), numeric: true, from: 'tablet', cell: ({ line }) => line },
    { id: 'outcome', label: t('outcome'), cell: ({ outcome }) => <Outcome outcome={outcome} invite /> },
    { id: 'email', label: t('email'), cell: ({ email }) => email ?? '' },
    { id: 'home', label: t('home'), cell: ({ home_name }) => home_name ?? '' },
    {
      id: 'right',
      label: t('right'),
      cell: ({ grade, manager_kind }) =>
        [grade ? r(`grade.${grade}`) : '', manager_kind ? r(`manager.${manager_kind}`) : '']
          .filter(Boolean)
          .join(', '),
    },
    {
      id: 'from',
      label: t('from'),
      from: 'desktop',
      cell: ({ from, home_id }) => (from ? dayOf(from, zoneOf(home_id)) : t('fromNow')),
    },
  ];
  return (
    <Table label={words('table')} columns={columns} rows={out.rows} rowId={({ line }) => String(line)} />
  );
}
