import type { RoundResidentOut } from '@almoner/client';
import { useCompleteTask } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, Status } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useOnline } from '~/shell/online';
import type { ShownTask } from './arrange';

/**
 * A prompt about medicines: that the MAR chart was checked, and no more. Told at once or not at all: never kept on the device, never
 * for several.
 */
export function PromptCheck({ task, resident }: { task: ShownTask; resident: RoundResidentOut }) {
  const t = useTranslations('round');
  const online = useOnline();
  const { press, busy } = useDeed(useCompleteTask(), () => ({
    text: t('prompt.done', { name: resident.name }),
  }));
  if (!online) return <Status state="waiting">{t('prompt.offline')}</Status>;
  return (
    <div className="stack tight">
      <p className="small quiet">{t('prompt.chart')}</p>
      <Button
        tone="primary"
        icon="check"
        busy={busy}
        aria-label={t('prompt.checkOf', { task: task.title, name: resident.name })}
        onPress={() => press({ task, record: { outcome: 'mar_checked' } })}
      >
        {t('prompt.check')}
      </Button>
    </div>
  );
}
