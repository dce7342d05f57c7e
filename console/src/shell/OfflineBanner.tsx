import { useTranslations } from 'use-intl';
import { Icon } from '~/kit';
import { useOnline } from './online';

/** Says that there is no connection, what that means, and takes no place while there is one. */
export function OfflineBanner() {
  const t = useTranslations('shell');
  const online = useOnline();
  return (
    <div role="status" className={online ? 'visually-hidden' : 'offline'}>
      {online ? null : (
        <>
          <Icon name="offline" size={18} />
          <p>
            <b>{t('offlineTitle')}.</b> {t('offline')}
          </p>
        </>
      )}
    </div>
  );
}
