import type { InstrumentItem } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Button, Notice, RadioGroup } from '~/kit';
import { Stepper } from '~/round/Stepper';
import { placeOf, stepOf, type Problem } from './answers';

export interface ItemFieldProps {
  item: InstrumentItem;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** One question: options as big buttons, or a number with steppers. No points: only the server gives them. */
export function ItemField({ item, value, onChange, error }: ItemFieldProps) {
  const t = useTranslations('assessments.record');
  const { label, help, required } = item;
  const chosen = item.options?.find(({ code }) => code === value);
  const [least, most] = [item.least ?? 0, item.most ?? 0];
  const unit = item.unit ?? '';
  return (
    <div className="assess-item">
      {item.kind === 'number' ? (
        <Stepper
          name={placeOf(item)}
          label={unit ? `${label} (${unit})` : label}
          hint={[help, unit ? t('bounds', { least, most, unit }) : t('boundsPlain', { least, most })]
            .filter(Boolean)
            .join(' ')}
          value={value}
          onChange={onChange}
          least={least}
          most={most}
          step={stepOf(item)}
          // A reading off a device is typed: a press never makes one up.
          typedFirst
          error={error}
        />
      ) : (
        <RadioGroup
          name={placeOf(item)}
          label={label}
          {...(help ? { hint: help } : {})}
          optional={!required}
          value={value || null}
          onChange={onChange}
          error={error}
          options={(item.options ?? []).map((option) => ({ id: option.code, label: option.label }))}
        />
      )}
      {chosen?.action ? <Notice>{chosen.action}</Notice> : null}
      {!required && value !== '' ? (
        <div>
          <Button tone="quiet" aria-label={t('clearOf', { item: label })} onPress={() => onChange('')}>
            {t('clear')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What is wrong with an answer, in words that name the question. */
export function useProblemWords(): (item: InstrumentItem, problem: Problem) => string {
  const t = useTranslations('assessments.record');
  return ({ label: item }, problem) => {
    switch (problem.code) {
      case 'choose':
        return t('choose', { item });
      case 'number':
        return t('number', { item });
      case 'range':
        return t('range', { item, least: problem.least, most: problem.most });
      default:
        return t('decimals', { item, decimals: problem.decimals });
    }
  };
}
