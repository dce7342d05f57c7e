import { isApiError } from '@almoner/client';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';

/** What to say to a person about a failure: our words where the server could not be asked, its own otherwise. */
export function useFailureWords(): (error: unknown) => string {
  const t = useTranslations('failure');
  return useCallback(
    (error: unknown) => {
      if (!isApiError(error)) return t('crash');
      switch (error.code) {
        case 'network':
        case 'unreadable':
          return t('network');
        case 'unavailable':
        case 'timeout':
          return t('unavailable');
        case 'too_many_requests':
          return t('tooMany', { wait: Math.ceil((error.retryAfter ?? 0) / 60) });
        default:
          return error.message;
      }
    },
    [t],
  );
}
