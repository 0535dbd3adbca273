import type { Folds } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { countOf, formatMetric } from '../../../lib/format.js';
import { foldRows, type FoldRow } from '../prepare/fold-rows.js';

/** FoldsTable shows the cross-validation that a trainer made, metric by metric. */
export function FoldsTable({ folds }: { folds: Folds }): ReactNode {
  if (folds.length === 0) return null;
  const columns: Column<FoldRow>[] = [
    { key: 'metric', header: 'Metric', cell: ({ metric }) => <b>{metric}</b> },
    { key: 'mean', header: 'Mean', align: 'right', cell: ({ mean }) => formatMetric(mean) },
    { key: 'sd', header: 'Std. deviation', align: 'right', cell: ({ deviation }) => formatMetric(deviation) },
    ...folds.map((_, i): Column<FoldRow> => ({
      key: `fold ${i}`,
      header: `Fold ${i + 1}`,
      align: 'right',
      cell: ({ values }) => formatMetric(values[i]),
    })),
  ];
  return (
    <Section title="Cross-validation" note={`${countOf(folds.length, 'fold')}, made by the trainer`} flush>
      <DataTable label="Cross-validation" columns={columns} rows={foldRows(folds)} rowKey={({ metric }) => metric} />
    </Section>
  );
}
