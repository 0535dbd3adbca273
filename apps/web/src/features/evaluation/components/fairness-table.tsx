import { sliceValue, type Evaluation, type EvaluationSlice } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatInterval, formatNumber, formatPercent } from '../../../lib/format.js';

const rates = [
  ['predicted_positive_share', 'Called positive'],
  ['recall', 'True positive rate'],
  ['false_positive_rate', 'False positive rate'],
] as const;

const columns: readonly Column<EvaluationSlice>[] = [
  {
    key: 'group',
    header: 'Group',
    cell: ({ column, value }) => (
      <>
        {column} <b>{sliceValue(value)}</b>
      </>
    ),
  },
  { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  ...rates.map(([name, header]): Column<EvaluationSlice> => ({
    key: name,
    header,
    align: 'right',
    cell: ({ metrics }) => {
      const rate = metrics.find((metric) => metric.name === name);
      if (rate === undefined) return '–';
      return `${formatPercent(rate.value, 1)} ${formatInterval(rate.low, rate.high, { digits: 3 })}`;
    },
    sortBy: ({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? -Infinity,
  })),
];

/** FairnessTable shows what each group gets at the threshold, with intervals, and how far groups lie apart. */
export function FairnessTable({ evaluation: { slices, fairness } }: { evaluation: Evaluation }): ReactNode {
  if (fairness.length === 0) return null;
  const compared = new Set(fairness.map(({ column }) => column));
  return (
    <Section title="Fairness" note="rates by group at threshold 0.5" flush>
      <DataTable
        label="Fairness"
        columns={columns}
        rows={slices.filter(({ column }) => compared.has(column))}
        rowKey={({ column, value }) => `${column} ${value}`}
      />
      {fairness.map(({ column, demographicParity, equalizedOdds }) => (
        <Text key={column} size="sm" px="md" py={6}>
          Between groups of <b>{column}</b> with 20 rows or more: shares called positive differ by up to{' '}
          {formatPercent(demographicParity, 1)} (demographic parity), true or false positive rates by up to{' '}
          {formatPercent(equalizedOdds, 1)} (equalized odds).
        </Text>
      ))}
    </Section>
  );
}
