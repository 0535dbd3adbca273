import type { Evaluation, WorstRow } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { countOf, formatMetric, formatNumber } from '../../../lib/format.js';

const shown = (value: string | number): string =>
  typeof value === 'string' ? value : Number.isInteger(value) ? formatNumber(value) : formatMetric(value);

const loss: Column<WorstRow> = {
  key: 'loss',
  header: 'Loss',
  align: 'right',
  cell: (row) => formatMetric(row.loss),
  sortBy: (row) => row.loss,
};

const rowColumns: readonly Column<WorstRow>[] = [
  { key: 'row', header: 'Row', cell: ({ row }) => formatNumber(row + 1), sortBy: ({ row }) => row },
  { key: 'target', header: 'Target', align: 'right', cell: ({ target }) => shown(target) },
  { key: 'predicted', header: 'Predicted', align: 'right', cell: ({ predicted }) => shown(predicted) },
  loss,
];

const queryColumns: readonly Column<WorstRow>[] = [
  { key: 'query', header: 'Query', cell: ({ target }) => shown(target) },
  {
    key: 'row',
    header: 'First row',
    align: 'right',
    cell: ({ row }) => formatNumber(row + 1),
    sortBy: ({ row }) => row,
  },
  { key: 'measured', header: 'Measured', align: 'right', cell: ({ predicted }) => shown(predicted) },
  loss,
];

/** WorstRows lists the rows that cost most, of a ranking the queries, and says how many rows could not be measured. */
export function WorstRows({ evaluation: { kind, worstRows, skipped } }: { evaluation: Evaluation }): ReactNode {
  const left = skipped.noTarget + skipped.noPrediction;
  if (worstRows.length === 0 && left === 0) return null;
  const why = `${countOf(skipped.noTarget, 'row')} without a target, ${countOf(skipped.noPrediction, 'row')} without a finite prediction were left out`;
  const ofQueries = kind === 'ranking';
  const title = ofQueries ? 'Worst queries' : 'Worst rows';
  return (
    <Section title={title} note={left === 0 ? 'counted from 1, as in the dataset' : why} flush>
      <DataTable
        label={title}
        columns={ofQueries ? queryColumns : rowColumns}
        rows={worstRows}
        rowKey={({ row }) => row}
      />
    </Section>
  );
}
