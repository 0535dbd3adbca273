import { Skeleton, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import styles from './data-table.module.css';
import { useFailure, type Failing } from '../../lib/use-failure.js';
import { ErrorPanel } from './error-panel.js';
import { sortRows, type SortKey, type Sorting } from './sort-rows.js';

/** Column is one column: what a cell shows, and by what its rows sort, if they do; a `control` is never the link of its row; `prose` keeps room for a few words where it is narrow, or for a sentence, which on a phone is a line of its own below the row; `oneLine` never breaks. A hidden header is still read out. */
export interface Column<Row> {
  key: string;
  header: string;
  hideHeader?: true;
  cell: (row: Row) => ReactNode;
  sortBy?: (row: Row) => SortKey;
  align?: 'right' | undefined;
  control?: true;
  prose?: 'sentence' | 'words';
  oneLine?: true;
  width?: number | string;
}

/** So many pixels hold a sentence of twenty words in five lines, or a name of three in two. */
const PROSE_WIDTHS = { sentence: 260, words: 130 };
const PHONE = '(max-width: 600px)';

/** DataTableProps: `query` decides between skeleton and error; `rowLink` makes the first cell that is no control a link and the row clickable. */
export interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string | number;
  rowLink?: (row: Row) => string;
  query?: Omit<Failing, 'data'> & { refetch: () => unknown };
  empty?: ReactNode;
  detail?: (row: Row) => ReactNode;
  onRowClick?: (row: Row) => void;
  isSelected?: (row: Row) => boolean;
}

/** DataTable is every list: skeleton, error with retry, empty state, rows that sort by their headers and open by click or Enter. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, rows, query, empty } = props;
  const isPhone = useMediaQuery(PHONE) ?? false;
  const columns = isPhone ? props.columns.filter(({ prose }) => prose !== 'sentence') : props.columns;
  const prose = isPhone ? props.columns.filter((column) => column.prose === 'sentence') : [];
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const sorted = useMemo(() => sortRows(rows ?? [], props.columns, sorting), [rows, props.columns, sorting]);
  const { error = null, failureReason, errorUpdateCount } = query ?? {};
  const failure = useFailure({ data: rows, error, failureReason, errorUpdateCount });
  if (rows === undefined && query !== undefined && failure !== null) {
    return (
      <div className={styles.panel}>
        <ErrorPanel error={failure} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (rows !== undefined && rows.length === 0) return empty ?? <div className={styles.none}>Nothing here yet.</div>;
  return (
    <div className={styles.scroll} role="group" aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-busy={rows === undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.key} column={column} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined ? (
            <SkeletonRows columns={columns.length} />
          ) : (
            sorted.map((row) => <Row key={props.rowKey(row)} row={row} {...props} columns={columns} prose={prose} />)
          )}
        </tbody>
      </table>
    </div>
  );
}

function Header<Row>({
  column,
  sorting,
  onSort,
}: {
  column: Column<Row>;
  sorting: Sorting | null;
  onSort: (sorting: Sorting | null) => void;
}): ReactNode {
  const active = sorting?.key === column.key ? sorting.direction : null;
  const next: Sorting | null =
    active === null
      ? { key: column.key, direction: 'ascending' }
      : active === 'ascending'
        ? { key: column.key, direction: 'descending' }
        : null;
  return (
    <th
      scope="col"
      style={{ textAlign: column.align, width: column.width, minWidth: column.prose && PROSE_WIDTHS[column.prose] }}
      aria-sort={active ?? undefined}
    >
      {column.hideHeader ? (
        <VisuallyHidden>{column.header}</VisuallyHidden>
      ) : column.sortBy === undefined ? (
        column.header
      ) : (
        <UnstyledButton className={styles.sort} onClick={() => onSort(next)}>
          {column.header}
          {active === 'ascending' && <IconArrowUp size={13} aria-hidden />}
          {active === 'descending' && <IconArrowDown size={13} aria-hidden />}
        </UnstyledButton>
      )}
    </th>
  );
}

function Row<Row>({
  row,
  columns,
  prose,
  rowLink,
  detail,
  onRowClick,
  isSelected,
}: { row: Row; prose: readonly Column<Row>[] } & DataTableProps<Row>): ReactNode {
  const to = rowLink?.(row);
  const linkColumn = columns.find(({ control }) => control !== true);
  const selected = isSelected?.(row) ?? false;
  const extra = detail?.(row);
  return (
    <>
      <tr
        className={to !== undefined ? styles.linked : onRowClick === undefined ? undefined : styles.clickable}
        data-selected={selected || undefined}
        data-goes-on={prose.length > 0 || undefined}
        onClick={onRowClick && (() => onRowClick(row))}
      >
        {columns.map((column) => (
          <td
            key={column.key}
            className={column.align === 'right' ? styles.number : undefined}
            style={column.oneLine && { whiteSpace: 'nowrap' }}
          >
            {column === linkColumn && to !== undefined ? (
              <Link className={styles.rowLink} data-row-link to={to}>
                {column.cell(row)}
              </Link>
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
      </tr>
      {prose.map((column) => (
        <tr key={column.key} className={styles.prose} data-selected={selected || undefined}>
          <td colSpan={columns.length}>
            <div className={styles.sentence}>{column.cell(row)}</div>
          </td>
        </tr>
      ))}
      {extra && (
        <tr className={styles.detail}>
          <td colSpan={columns.length}>{extra}</td>
        </tr>
      )}
    </>
  );
}

function SkeletonRows({ columns }: { columns: number }): ReactNode {
  return Array.from({ length: 4 }, (_, row) => (
    <tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton height={12} width={column === 0 ? '70%' : '45%'} />
        </td>
      ))}
    </tr>
  ));
}
