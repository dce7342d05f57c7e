import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Icon } from '~/kit';
import { useUnreadCount } from './live';

/** How much there is to read. What is urgent has another shape and a word for it, not only another colour. */
export function Bell() {
  const t = useTranslations('shell');
  const { unread = 0, urgent = 0 } = useUnreadCount() ?? {};
  const count = urgent || unread;
  return (
    <Link to="/inbox" className="button quiet bell" aria-label={t('bell', { unread, urgent })}>
      <Icon name="bell" />
      {count > 0 ? (
        <span className={urgent ? 'bell-count urgent' : 'bell-count'} aria-hidden="true">
          {urgent ? '▲' : ''}
          {count > 99 ? '99+' : count}
        </span>
      ) : null}
      <span role="status" className="visually-hidden">
        {urgent ? t('bellUrgent', { urgent }) : ''}
      </span>
    </Link>
  );
}
