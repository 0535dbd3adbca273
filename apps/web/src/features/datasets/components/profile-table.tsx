import type { ColumnProfile, DatasetVersion } from '@slipway/contracts';
import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatNumber, formatPercent, middleCut } from '../../../lib/format.js';
import { ColumnDetail } from './column-detail.js';
import { MiniHistogram } from './mini-histogram.js';
import { aboutNumber, rangeOf } from '../prepare/column-words.js';

/** ProfileTable is one row a column: type, missing, distinct, range, shape; it opens to all that was measured. */
export function ProfileTable({ version: { dataset, rows, columns } }: { version: DatasetVersion }): ReactNode {
  const [opened, setOpened] = useState<string | null>(null);
  const table: Column<ColumnProfile>[] = [
    {
      key: 'name',
      header: 'Column',
      // A click reaches the row, which opens and closes.
      cell: ({ name }) => (
        <UnstyledButton aria-expanded={name === opened} style={{ whiteSpace: 'nowrap' }}>
          {name === opened ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />} <b>{middleCut(name)}</b>
        </UnstyledButton>
      ),
      sortBy: ({ name }) => name,
    },
    { key: 'type', header: 'Type', cell: ({ type }) => type, sortBy: ({ type }) => type },
    {
      key: 'missing',
      header: 'Missing',
      align: 'right',
      cell: ({ missing, nan }) => formatPercent(rows === 0 ? 0 : (missing + nan) / rows),
      sortBy: ({ missing, nan }) => missing + nan,
    },
    {
      key: 'distinct',
      header: 'Distinct',
      align: 'right',
      cell: ({ distinct, distinctError }) => aboutNumber(distinct, distinctError),
      sortBy: ({ distinct }) => distinct,
    },
    { key: 'range', header: 'Min, median, max', cell: (column) => rangeOf(column) },
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
  return (
    <DataTable
      label={`Profile of ${dataset}`}
      columns={table}
      rows={columns}
      rowKey={({ name }) => name}
      onRowClick={({ name }) => setOpened(name === opened ? null : name)}
      detail={(column) => column.name === opened && <ColumnDetail column={column} rows={rows} />}
    />
  );
}
