import type { ClientAllergyState, RoundHomeOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Badge, Link, Status } from '~/kit';
import { Face } from '~/photos/Face';
import { CriticalAlerts } from '~/residents/alerts/AlertChips';
import type { Card, Standing } from './arrange';
import type { Opened } from './Round';
import { TaskRow } from './TaskRow';

export interface CardProps {
  card: Card;
  standing: Standing;
  home: RoundHomeOut;
  now: number;
  open: (opened: Opened) => void;
}

/** Person first: name, room, what must not be overlooked, and then what is to be done. */
export function ResidentCard({ card, ...rest }: CardProps) {
  const t = useTranslations('round');
  const { resident, alerts, tasks } = card;
  return (
    <li className="round-card">
      <div className="round-person">
        <Face photo={resident.photo_id} name={resident.name} />
        <h3>
          <Link to="/residents/$id" params={{ id: resident.id }} className="standing">
            {resident.name}
          </Link>
        </h3>
        {resident.room_name ? (
          <span className="round-room">{t('room', { room: resident.room_name })}</span>
        ) : null}
        {resident.allocated_to_me ? <Badge tone="good">{t('yours')}</Badge> : null}
        {resident.status === 'hospital' || resident.status === 'on_leave' ? (
          <Status state="away">{t(resident.status)}</Status>
        ) : null}
      </div>
      <CriticalAlerts
        name={resident.name}
        state={resident.allergy_state as ClientAllergyState}
        alerts={alerts}
      />
      <ul className="round-tasks">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} resident={resident} {...rest} />
        ))}
      </ul>
    </li>
  );
}
