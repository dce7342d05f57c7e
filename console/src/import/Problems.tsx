import type { ImportProblem } from '@almoner/client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Table, type Column } from '~/kit';
import { problemsSheet } from './file';
import { saveText } from './save';

export interface ProblemsProps {
  file: string;
  problems: readonly ImportProblem[];
  count: number;
}

/** Every wrong cell by line and column, what is wrong with it and what to do. Takes the focus when it comes. */
export function Problems({ file, problems, count }: ProblemsProps) {
  const t = useTranslations('imports.preview');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const rows = problems.map((problem, i) => ({ ...problem, id: String(i) }));
  const columns: Column<(typeof rows)[number]>[] = [
    {
      id: 'line',
      label: t('line'),
      cell: ({ line }) =>
        line == null ? (
          t('whole')
        ) : (
          <span className="numbers">{t('lineNumber', { line: String(line) })}</span>
        ),
    },
    { id: 'column', label: t('column'), cell: ({ column }) => (column ? <code>{column}</code> : '') },
    {
      id: 'value',
      label: t('cell'),
      cell: ({ value, line }) =>
        value ? <q>{value}</q> : line == null ? '' : <span className="quiet">{t('blank')}</span>,
    },
    { id: 'what', label: t('what'), cell: ({ message }) => message },
  ];
  const download = () => {
    const cells = rows.map(({ line, column, value, message }) => [line, column, value, message]);
    saveText(
      `${file.replace(/\.[^.]*$/, '')}-problems.csv`,
      problemsSheet([t('line'), t('column'), t('cell'), t('what')], cells),
    );
  };
  return (
    <div className="stack">
      <div ref={box} tabIndex={-1} role="alert" className="summary">
        <h2>{t('problems', { count, name: file })}</h2>
        <p>{t('problemsWhy')}</p>
      </div>
      <Table label={t('problemsTable')} columns={columns} rows={rows} rowId={({ id }) => id} />
      {count > rows.length ? (
        <p className="quiet">{t('moreProblems', { shown: rows.length, count })}</p>
      ) : null}
      <div className="row">
        <Button onPress={download}>{t('download')}</Button>
      </div>
    </div>
  );
}
