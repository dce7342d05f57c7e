import type { CarePlanVersionOut } from '@almoner/client';
import { useSubmitDraft, useWithdrawDraft } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Dialog, DialogActions, CancelButton, Menu, Icon, toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';
import type { Keeper } from './keeper';

/** Handing a draft in, looking at what it changes, and giving it up. What is typed is saved before. */
export function LifeActions({ version, keeper }: { version: CarePlanVersionOut; keeper: Keeper }) {
  const t = useTranslations('planEditor.life');
  const k = useTranslations('kit');
  const navigate = useNavigate();
  const words = useFailureWords();
  const submit = useSubmitDraft();
  const withdraw = useWithdrawDraft();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const { number } = version;
  const params = { id: version.client_id, version: version.id };

  async function act(verb: 'submit' | 'withdraw') {
    setBusy(true);
    try {
      // What isn't saved stays where it says so, and the version is not handed in without it.
      if (!(await keeper.done()) && verb === 'submit') return;
      const call = verb === 'submit' ? submit : withdraw;
      const moved = await patient(() => call.mutateAsync([keeper.state.version]));
      keeper.moved(moved);
      toast({ text: t(verb === 'submit' ? 'submitted' : 'withdrawn', { number }) });
      if (verb === 'withdraw') {
        await navigate({ to: '/residents/$id', params: { id: params.id }, search: { tab: 'plan' } });
      } else if (moved.can.includes('send_back')) {
        await navigate({ to: '/residents/$id/plan/$version/publish', params });
      } else {
        await navigate({ to: '/residents/$id/plan/$version', params });
      }
    } catch (error) {
      toast({ text: k('deedFailed', { why: words(error) }), tone: 'bad' });
    } finally {
      setBusy(false);
      setAsking(false);
    }
  }

  const compare = () =>
    void navigate({
      to: '/residents/$id/plan/compare',
      params: { id: params.id },
      search: { ...(version.based_on_id ? { from: version.based_on_id } : {}), to: version.id },
    });
  return (
    <>
      <Button
        tone="primary"
        busy={busy}
        onPress={() =>
          version.can.includes('submit') || keeper.says()
            ? void act('submit')
            : toast({ text: t('submitEmpty'), tone: 'bad' })
        }
      >
        {t('submit')}
      </Button>
      <Menu
        label={t('more', { number })}
        className="button plain"
        trigger={<Icon name="more" size={18} />}
        entries={[
          ...(version.based_on_id
            ? [{ id: 'compare', label: t('compare'), icon: 'copy' as const, onAction: compare }]
            : []),
          ...(version.can.includes('withdraw')
            ? [{ id: 'withdraw', label: t('withdraw'), onAction: () => setAsking(true) }]
            : []),
        ]}
      />
      {asking ? (
        <Dialog title={t('withdrawTitle', { number })} open onClose={() => setAsking(false)}>
          <p>{t('withdrawWhy')}</p>
          <DialogActions>
            <Button tone="danger" busy={busy} onPress={() => void act('withdraw')}>
              {t('withdraw')}
            </Button>
            <CancelButton onPress={() => setAsking(false)} />
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}
