import { useTranslations } from 'use-intl';
import { Icon } from '~/kit';
import { useOnline } from './online';

/** Says that there is no connection, what that means, and takes no place while there is one. */
export function OfflineBanner() {
  const t = useTranslations('shell');
  const online = useOnline();
  return (
    <div role="status">
      {online ? null : (
        <p className="offline">
          <Icon name="offline" size={18} />
          <span>
            <b>{t('offlineTitle')}</b> <span className="offline-more">{t('offline')}</span>
          </span>
        </p>
      )}
    </div>
  );
}
