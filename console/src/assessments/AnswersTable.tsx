import type { AssessmentDetails, Instrument, InstrumentItem } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Table, type Column } from '~/kit';

interface Props {
  instrument: Instrument;
  answers: Readonly<Record<string, number | string>>;
  details: AssessmentDetails;
}

/** An answer as people say it. */
export function answerWords(
  { options, unit }: InstrumentItem,
  answer: number | string | undefined,
): string | null {
  if (answer === undefined) return null;
  if (typeof answer === 'string') return options?.find(({ code }) => code === answer)?.label ?? answer;
  return unit ? `${answer} ${unit}` : String(answer);
}

/** Each question with what was answered, and its points where the server gave some. */
export function AnswersTable({ instrument, answers, details }: Props) {
  const t = useTranslations('assessments.found');
  const r = useTranslations('assessments.record');
  const { parts = {}, derived = {} } = details;
  const columns: Column<InstrumentItem>[] = [
    { id: 'item', label: t('item'), cell: (item) => item.label },
    {
      id: 'answer',
      label: t('answer'),
      cell: (item) => {
        const worked = derived[item.code];
        if (item.kind === 'derived' && worked !== undefined)
          return (
            <>
              {answerWords(item, worked)} <span className="quiet small">{t('worked')}</span>
            </>
          );
        return answerWords(item, answers[item.code]) ?? <span className="quiet">{r('notAnswered')}</span>;
      },
    },
    ...(Object.keys(parts).length > 0
      ? [
          {
            id: 'points',
            label: t('points'),
            numeric: true,
            cell: (item: InstrumentItem) => parts[item.code] ?? '',
          },
        ]
      : []),
  ];
  return <Table label={t('answers')} columns={columns} rows={instrument.items} rowId={({ code }) => code} />;
}
