import type { Evaluation, WorstRow } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { countOf, formatMetric, formatNumber } from '../../../lib/format.js';

const shown = (value: string | number): string =>
  typeof value === 'string' ? value : Number.isInteger(value) ? formatNumber(value) : formatMetric(value);

const columns: readonly Column<WorstRow>[] = [
  { key: 'row', header: 'Row', cell: ({ row }) => formatNumber(row + 1), sortBy: ({ row }) => row },
  { key: 'target', header: 'Target', align: 'right', cell: ({ target }) => shown(target) },
  { key: 'predicted', header: 'Predicted', align: 'right', cell: ({ predicted }) => shown(predicted) },
  { key: 'loss', header: 'Loss', align: 'right', cell: ({ loss }) => formatMetric(loss), sortBy: ({ loss }) => loss },
];

/** WorstRows lists the rows that cost most, and says how many could not be measured. */
export function WorstRows({ evaluation: { worstRows, skipped } }: { evaluation: Evaluation }): ReactNode {
  const left = skipped.noTarget + skipped.noPrediction;
  if (worstRows.length === 0 && left === 0) return null;
  const why = `${countOf(skipped.noTarget, 'row')} without a target, ${countOf(skipped.noPrediction, 'row')} without a finite prediction were left out`;
  return (
    <Section title="Worst rows" note={left === 0 ? 'counted from 1, as in the dataset' : why} flush>
      <DataTable label="Worst rows" columns={columns} rows={worstRows} rowKey={({ row }) => row} />
    </Section>
  );
}
