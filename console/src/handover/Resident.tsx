import type { HandoverItemOut } from '@almoner/client';
import { isOnItsWay } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { useMeasureWords } from '~/care/measures';
import { Badge, Icon, Link, Menu, Status } from '~/kit';
import { momentWords } from '~/residents/when';
import type { Group } from './groups';
import { useCloseItem } from './use-close';

interface Props {
  group: Group;
  zone: string;
  /** When the reader signed; what came later is marked. */
  signedAt: string | null;
}

/** All of one resident: what was flagged, missed or added, and what has changed. Or the home's own. */
export function Resident({ group, zone, signedAt }: Props) {
  const t = useTranslations('handover');
  const c = useTranslations('care');
  const { client, name, room } = group;
  return (
    <li className="handover-group">
      <h3 className="row">
        {client ? (
          <>
            <span className="handover-room numbers">{room ? c('room', { room }) : c('noRoom')}</span>
            <Link to="/residents/$id" params={{ id: client }} className="standing">
              {name}
            </Link>
          </>
        ) : (
          t('aboutHome')
        )}
      </h3>
      <ul className="handover-lines" aria-label={client ? t('lines', { name }) : t('aboutHome')}>
        {group.items.map((item) => (
          <Line key={item.id} item={item} zone={zone} signedAt={signedAt} />
        ))}
        {group.changes.map(({ kind, entity_id, text, at }) => (
          <li key={`${kind}-${entity_id}`} className="handover-line">
            <p className="row tight">
              <Badge>{c(`change.${kind}`)}</Badge>
              {signedAt && at > signedAt ? <Status state="active">{t('fresh')}</Status> : null}
            </p>
            {text ? <p>{text}</p> : null}
            <p className="quiet small numbers">{momentWords(at, zone)}</p>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** One thing that the next shift has to know. */
function Line({ item, zone, signedAt }: { item: HandoverItemOut; zone: string; signedAt: string | null }) {
  const t = useTranslations('handover');
  const c = useTranslations('care');
  const measures = useMeasureWords();
  const grave = item.priority === 'high' || item.priority === 'critical';
  const closed = item.status === 'closed';
  const measured = measures(item.note_measures);
  const when = momentWords(item.created_at, zone);
  return (
    <li className="handover-line" data-closed={closed ? '' : undefined}>
      <div className="row spread tight">
        <p className="row tight">
          <Badge>{item.note_kind ? c(`noteKind.${item.note_kind}`) : c(`item.${item.kind}`)}</Badge>
          {closed ? (
            <Status state="done">{c(`closed.${item.closed_because ?? 'dealt_with'}`)}</Status>
          ) : grave ? (
            <Status state="overdue">{c(`priority.${item.priority}`)}</Status>
          ) : null}
          {signedAt && item.created_at > signedAt ? <Status state="active">{t('fresh')}</Status> : null}
          {isOnItsWay(item) ? <Status state="waiting">{t('sending')}</Status> : null}
        </p>
        {item.can.includes('close') ? <Close item={item} /> : null}
      </div>
      {item.text ? <p className="handover-text">{item.text}</p> : null}
      {item.note_text ? <p className="handover-text">{item.note_text}</p> : null}
      {measured.length > 0 ? <p className="numbers">{measured.join(', ')}</p> : null}
      {item.task_title && !item.text ? <p>{t('taskMissed', { title: item.task_title })}</p> : null}
      <p className="row quiet small numbers">
        <span>
          {item.created_by_name
            ? t('noted', { name: item.created_by_name, when })
            : t('notedBySystem', { when })}
        </span>
      </p>
    </li>
  );
}

function Close({ item }: { item: HandoverItemOut }) {
  const t = useTranslations('handover');
  const c = useTranslations('care.closed');
  const { close } = useCloseItem();
  const what = item.text ?? item.note_text ?? item.task_title ?? '';
  return (
    <Menu
      label={t('closeOf', { what: what.slice(0, 80) })}
      className="button quiet"
      trigger={
        <>
          <Icon name="check" size={18} />
          {t('close')}
        </>
      }
      entries={(['dealt_with', 'no_longer_due'] as const).map((because) => ({
        id: because,
        label: c(because),
        onAction: () => void close(item, because),
      }))}
    />
  );
}
