import { datasetsEndpoints } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

const ROWS = 100;

interface NumberedRow {
  number: number;
  cells: readonly (string | number | boolean | null)[];
}

/** PreviewTable shows the first rows as they are. */
export function PreviewTable({ name, version }: { name: string; version: number }): ReactNode {
  const preview = useCall(datasetsEndpoints.previewDatasetVersion, {
    params: { name, version },
    query: { limit: ROWS },
  });
  return (
    <Loaded query={preview}>
      {({ columns, rows }) => {
        const table: Column<NumberedRow>[] = [
          { key: '#', header: '#', align: 'right', cell: ({ number }) => number },
          ...columns.map((column, index): Column<NumberedRow> => ({
            key: column,
            header: middleCut(column, 28),
            cell: ({ cells }) => cellText(cells[index]),
            align: typeof rows[0]?.[index] === 'number' ? 'right' : undefined,
          })),
        ];
        return (
          <DataTable
            label="First rows"
            columns={table}
            rows={rows.map((cells, index) => ({ number: index + 1, cells }))}
            rowKey={({ number }) => number}
          />
        );
      }}
    </Loaded>
  );
}

const cellText = (value: string | number | boolean | null | undefined): ReactNode =>
  value === null || value === undefined ? (
    <span style={{ color: 'var(--slip-unknown)' }}>missing</span>
  ) : typeof value === 'string' ? (
    middleCut(value, 40)
  ) : (
    String(value)
  );
