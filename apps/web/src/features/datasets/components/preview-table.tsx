import { datasetsEndpoints } from '@slipway/contracts';
import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatNumber, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

const ROWS = 100;

interface NumberedRow {
  number: number;
  cells: readonly (string | number | boolean | null)[];
}

/** PreviewTable shows the rows as they are, a page at a time. */
export function PreviewTable({ name, version, total }: { name: string; version: number; total: number }): ReactNode {
  const [offset, setOffset] = useState(0);
  const preview = useCall(datasetsEndpoints.previewDatasetVersion, {
    params: { name, version },
    query: { limit: ROWS, offset },
  });
  return (
    <Loaded query={preview}>
      {({ columns, rows, offset: from }) => {
        const table: Column<NumberedRow>[] = [
          { key: '#', header: '#', align: 'right', cell: ({ number }) => formatNumber(number) },
          ...columns.map((column, index): Column<NumberedRow> => ({
            key: column,
            header: middleCut(column, 28),
            cell: ({ cells }) => cellText(cells[index]),
            align: typeof rows[0]?.[index] === 'number' ? 'right' : undefined,
          })),
        ];
        return (
          <>
            <DataTable
              label="Rows"
              columns={table}
              rows={rows.map((cells, index) => ({ number: from + index + 1, cells }))}
              rowKey={({ number }) => number}
            />
            {total > ROWS && (
              <Group justify="flex-end" p="xs" gap="xs">
                <Text size="xs" c="dimmed" role="status">
                  Rows {formatNumber(from + 1)} to {formatNumber(from + rows.length)} of {formatNumber(total)}
                </Text>
                <Button
                  size="compact-xs"
                  variant="default"
                  leftSection={<IconChevronLeft size={13} />}
                  disabled={offset === 0}
                  onClick={() => setOffset(Math.max(0, offset - ROWS))}
                >
                  Back
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  rightSection={<IconChevronRight size={13} />}
                  disabled={offset + ROWS >= total}
                  onClick={() => setOffset(offset + ROWS)}
                >
                  Next
                </Button>
              </Group>
            )}
          </>
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
