import type { CarePlanVersionOut } from '@almoner/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, toast } from '~/kit';
import type { Keeper } from '../editor/keeper';

/** To the page on which it is looked at and published. What is typed is saved before: nobody publishes half of it. */
export function ToPublish({ version, keeper }: { version: CarePlanVersionOut; keeper: Keeper }) {
  const t = useTranslations('planInitial');
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  async function press() {
    setBusy(true);
    const saved = await keeper.done();
    setBusy(false);
    if (!saved) return toast({ text: t('notSaved'), tone: 'bad' });
    await navigate({
      to: '/residents/$id/plan/$version/publish',
      params: { id: version.client_id, version: version.id },
    });
  }
  return (
    <Button tone="primary" busy={busy} onPress={() => void press()}>
      {t('review')}
    </Button>
  );
}
