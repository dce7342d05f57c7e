import type { CarePlanOut, CarePlanVersionOut } from '@almoner/client';
import { useCeasePlan } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  CancelButton,
  Dialog,
  DialogActions,
  Icon,
  Menu,
  Notice,
  toast,
  type MenuEntry,
} from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';
import { ReviewDialog } from '../reviews/ReviewDialog';

export interface PlanMenuProps {
  plan: CarePlanOut;
  version: CarePlanVersionOut;
  name: string;
  zone: string;
}

/** What is seldom done with a plan: a review for another reason than the calendar, and its end without another version. */
export function PlanMenu({ plan, version, name, zone }: PlanMenuProps) {
  const t = useTranslations('plans.menu');
  const [open, setOpen] = useState<'review' | 'end' | null>(null);
  const close = () => setOpen(null);
  // Whoever may end it manages the resident, and makes reviews due.
  if (!version.can.includes('cease')) return null;
  const entries: MenuEntry[] = [
    { id: 'review', label: t('review'), icon: 'calendar', onAction: () => setOpen('review') },
    { id: 'end', label: t('end'), onAction: () => setOpen('end') },
  ];
  return (
    <>
      <Menu
        label={t('label', { name })}
        className="button plain"
        trigger={<Icon name="more" size={18} />}
        entries={entries}
      />
      {open === 'review' ? (
        <ReviewDialog client={plan.client_id} name={name} zone={zone} onClose={close} />
      ) : null}
      {open === 'end' ? <EndDialog version={version} name={name} onClose={close} /> : null}
    </>
  );
}

function EndDialog({
  version,
  name,
  onClose,
}: {
  version: CarePlanVersionOut;
  name: string;
  onClose: () => void;
}) {
  const t = useTranslations('plans.menu');
  const words = useFailureWords();
  const cease = useCeasePlan();
  const [error, setError] = useState<unknown>(null);
  async function press() {
    setError(null);
    try {
      await patient(() => cease.mutateAsync([version]));
      onClose();
      toast({ text: t('ended', { number: version.number }) });
    } catch (why) {
      setError(why);
    }
  }
  return (
    <Dialog title={t('endTitle', { name })} open onClose={onClose}>
      <div className="stack">
        <p>{t('endWhy', { number: version.number })}</p>
        {error ? <Notice tone="bad">{words(error)}</Notice> : null}
        <DialogActions>
          <Button tone="danger" busy={cease.isPending} onPress={() => void press()}>
            {t('endAct')}
          </Button>
          <CancelButton onPress={onClose} />
        </DialogActions>
      </div>
    </Dialog>
  );
}
