import type { ColumnProfile, DatasetVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatNumber, formatPercent, middleCut } from '../../../lib/format.js';
import { MiniHistogram } from './mini-histogram.js';

/** ProfileTable is one row a column: type, missing, distinct, range, shape. */
export function ProfileTable({ version: { dataset, rows, columns } }: { version: DatasetVersion }): ReactNode {
  const table: Column<ColumnProfile>[] = [
    { key: 'name', header: 'Column', cell: ({ name }) => <b>{middleCut(name)}</b>, sortBy: ({ name }) => name },
    { key: 'type', header: 'Type', cell: ({ type }) => type, sortBy: ({ type }) => type },
    {
      key: 'missing',
      header: 'Missing',
      align: 'right',
      cell: ({ missing }) => formatPercent(rows === 0 ? 0 : missing / rows),
      sortBy: ({ missing }) => missing,
    },
    {
      key: 'distinct',
      header: 'Distinct',
      align: 'right',
      cell: ({ distinct }) => formatNumber(distinct),
      sortBy: ({ distinct }) => distinct,
    },
    { key: 'min', header: 'Min', align: 'right', cell: ({ min }) => formatNumber(min) },
    { key: 'median', header: 'Median', align: 'right', cell: ({ median }) => formatNumber(median) },
    { key: 'mean', header: 'Mean', align: 'right', cell: ({ mean }) => formatNumber(mean) },
    { key: 'max', header: 'Max', align: 'right', cell: ({ max }) => formatNumber(max) },
    { key: 'shape', header: 'Shape', cell: (column) => <MiniHistogram column={column} />, width: 144 },
    {
      key: 'top',
      header: 'Most frequent',
      cell: ({ top }) =>
        middleCut(
          top
            .slice(0, 3)
            .map(({ value, count }) => `${value} (${formatNumber(count)})`)
            .join(', '),
          60,
        ),
    },
  ];
  return <DataTable label={`Profile of ${dataset}`} columns={table} rows={columns} rowKey={({ name }) => name} />;
}
