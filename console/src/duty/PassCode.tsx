import type { AgencyPassCodeOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Button, Notice } from '~/kit';
import { timeOf } from '~/residents/when';

interface Props {
  out: AgencyPassCodeOut;
  zone: string;
  done: () => void;
}

/** Big enough to be typed from across a table. It is kept nowhere: when this goes, it is gone. */
export function PassCode({ out, zone, done }: Props) {
  const t = useTranslations('agency');
  const { code, code_ends_at } = out;
  return (
    <div className="stack">
      {code ? (
        <>
          <p className="pass-code" aria-label={t('codeLabel')} role="group">
            {code.split('-').map((part, i, parts) => (
              <span key={`${i}.${part}`}>{i < parts.length - 1 ? `${part}-` : part}</span>
            ))}
          </p>
          <p className="strong">{t('codeOnce', { time: code_ends_at ? timeOf(code_ends_at, zone) : '–' })}</p>
          <ol className="pass-steps">
            <li>{t('codeSteps.open', { address: window.location.origin })}</li>
            <li>{t('codeSteps.press')}</li>
            <li>{t('codeSteps.type')}</li>
          </ol>
        </>
      ) : (
        <Notice tone="warn">{t('codeGone')}</Notice>
      )}
      <div className="row">
        <Button tone="primary" onPress={done}>
          {t('codeDone')}
        </Button>
      </div>
    </div>
  );
}
