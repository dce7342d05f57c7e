import type { ClientOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Link } from '~/kit';
import { Face } from '~/photos/Face';
import { calledName } from '../names';
import './avatar.css';

/** The photograph, always at the same place; a press shows it bigger, or adds one. Until there is one, the initials. */
export function Avatar({ client }: { client: ClientOut }) {
  const t = useTranslations('residents.page');
  const name = calledName(client);
  const face = <Face photo={client.photo_id} name={name} />;
  if (!client.photo_id && !client.can.includes('add_photo')) return <span className="avatar">{face}</span>;
  const label = client.photo_id ? t('photo', { name }) : t('addPhoto', { name });
  return (
    <Link to="/residents/$id/photo" params={{ id: client.id }} className="avatar" aria-label={label}>
      {face}
    </Link>
  );
}
