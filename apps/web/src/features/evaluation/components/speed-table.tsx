import type { RunSpeed } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatCompact, formatNumber, formatRunMs } from '../../../lib/format.js';

const columns: readonly Column<RunSpeed>[] = [
  { key: 'rows', header: 'Rows a run', cell: ({ rows }) => <b>{formatNumber(rows)}</b> },
  { key: 'p50', header: 'p50', align: 'right', cell: ({ p50Ms }) => formatRunMs(p50Ms) },
  { key: 'p95', header: 'p95', align: 'right', cell: ({ p95Ms }) => formatRunMs(p95Ms) },
  { key: 'p99', header: 'p99', align: 'right', cell: ({ p99Ms }) => formatRunMs(p99Ms) },
  { key: 'rate', header: 'Rows/s', align: 'right', cell: ({ rowsPerSecond }) => formatCompact(rowsPerSecond) },
  { key: 'runs', header: 'n', align: 'right', cell: ({ runs }) => formatNumber(runs) },
];

/** SpeedTable shows how long the model takes by rows a run. */
export function SpeedTable({ speed }: { speed: readonly RunSpeed[] }): ReactNode {
  if (speed.length === 0) return null;
  return (
    <Section title="Speed" note="in a process of its own on the worker, no network; n runs each" flush>
      <DataTable label="Speed" columns={columns} rows={speed} rowKey={({ rows }) => String(rows)} />
    </Section>
  );
}
