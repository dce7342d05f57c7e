import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Checkbox, Dialog, DialogActions, toast } from '~/kit';

/** Shown once. The dialog stays until the person says that they are kept. */
export default function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const t = useTranslations('account');
  const [kept, setKept] = useState(false);
  return (
    <Dialog title={t('codesTitle')} open firm onClose={onClose}>
      <div className="stack print-this">
        <p>{t('codesIntro')}</p>
        <ul className="codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="row">
          <Button
            icon="copy"
            onPress={() =>
              void navigator.clipboard
                ?.writeText(codes.join('\n'))
                .then(() => toast({ text: t('codesCopied') }))
            }
          >
            {t('codesCopy')}
          </Button>
          <Button icon="print" onPress={() => window.print()}>
            {t('codesPrint')}
          </Button>
        </div>
        <Checkbox value={kept} onChange={setKept}>
          {t('codesKept')}
        </Checkbox>
        <DialogActions>
          <Button tone="primary" isDisabled={!kept} onPress={onClose}>
            {t('codesDone')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
