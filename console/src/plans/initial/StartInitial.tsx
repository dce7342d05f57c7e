import { useStartInitialPlan } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Button } from '~/kit';
import { useDeed } from '~/lib/deed';

/** Begins an initial plan and goes into it. Beside the full plan, for whoever may begin that, it is not the likely step. */
export function StartInitial({ client, beside = false }: { client: string; beside?: boolean }) {
  const t = useTranslations('planInitial');
  const navigate = useNavigate();
  const start = useStartInitialPlan();
  const begin = async (input: Parameters<typeof start.mutateAsync>[0]) => {
    const draft = await start.mutateAsync(input);
    await navigate({ to: '/residents/$id/plan/$version/edit', params: { id: client, version: draft.id } });
    return draft;
  };
  const deed = useDeed({ ...start, mutateAsync: begin }, () => ({ text: t('started') }));
  return (
    <Button
      tone={beside ? 'plain' : 'primary'}
      icon="add"
      busy={deed.busy}
      onPress={() => deed.press([client, {}])}
    >
      {t('start')}
    </Button>
  );
}
