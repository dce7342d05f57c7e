import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from './icons';

export interface Column<Row> {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** A name of the API's closed set; makes the heading a button. */
  sort?: string;
  /** Right-aligned with figures of one width. */
  numeric?: boolean;
  /** Sentences get the room that is left; days and numbers stay on one line. */
  width?: 'wide' | 'tight';
  /** Left out on narrow screens, least important first. */
  from?: 'tablet' | 'desktop';
}

export interface TableProps<Row> {
  /** Its name, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** The API's sort: `name` or `-name`. Keep it in the address. */
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  /** More rows are coming, or what stands is being made new: rows stay in sight. */
  busy?: boolean;
}

/**
 * A dense list. The first column is the row's heading and holds its link, so that everything is a plain table to a screen
 * reader; arrow keys, Home and End go from row to row's link, and the whole row can be clicked.
 */
export function Table<Row>({ label, columns, rows, rowId, sort, onSort, busy = false }: TableProps<Row>) {
  const t = useTranslations('kit');
  const body = useRef<HTMLTableSectionElement>(null);

  function move(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, [role="menu"], [role="listbox"]')) return;
    const links = [...(body.current?.querySelectorAll<HTMLElement>('th a[href], th button') ?? [])];
    const at = links.indexOf(
      target.closest('tr')?.querySelector<HTMLElement>('th a[href], th button') ?? target,
    );
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    const link = next === undefined ? undefined : links[next];
    if (!link) return;
    event.preventDefault();
    link.focus();
  }

  const looks = (column: Column<Row>) =>
    [
      column.from ? `from-${column.from}` : '',
      column.numeric ? 'numeric' : '',
      column.width ? `col-${column.width}` : '',
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <div className="table-frame" aria-busy={busy}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => {
              const up = column.sort !== undefined && sort === column.sort;
              const down = column.sort !== undefined && sort === `-${column.sort}`;
              return (
                <th
                  key={column.id}
                  scope="col"
                  className={looks(column)}
                  aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
                >
                  {column.sort && onSort ? (
                    <button
                      type="button"
                      className="sort"
                      onClick={() => onSort(up ? `-${column.sort}` : column.sort!)}
                    >
                      {column.label}
                      <Icon name="down" size={14} className={up ? 'up' : down ? 'down' : 'none'} />
                    </button>
                  ) : (
                    column.label
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        {/* The keys go from link to link; each works without them. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody ref={body} onKeyDown={move}>
          {rows.map((row) => (
            <tr key={rowId(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th key={column.id} scope="row" className={looks(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} className={looks(column)} data-label={column.label}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {busy ? (
        <span className="visually-hidden" role="status">
          {t('loading')}
        </span>
      ) : null}
    </div>
  );
}
