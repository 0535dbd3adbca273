import { sliceValue, type Evaluation, type EvaluationSlice } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { ToneWord } from '../../../components/ui/status.js';
import type { Tone } from '../../../components/ui/tone.js';
import { formatInterval, formatMetric, formatNumber, formatPValue } from '../../../lib/format.js';

const SHOWN_METRICS = [
  'auc',
  'log_loss',
  'recall',
  'accuracy',
  'mae',
  'rmse',
  'ndcg',
  'map',
  'f1_micro',
  'hamming_loss',
];

const verdicts: Record<EvaluationSlice['verdict'], [Tone, string]> = {
  worse: ['bad', 'Worse'],
  better: ['good', 'Better'],
  like_rest: ['info', 'Alike'],
  too_few: ['unknown', 'Too few rows'],
};

/** SliceTable shows each group of rows by itself, worst first. */
export function SliceTable({ evaluation: { slices } }: { evaluation: Evaluation }): ReactNode {
  if (slices.length === 0) return null;
  const metrics = SHOWN_METRICS.filter((name) => slices.some((slice) => metricOf(slice, name) !== undefined)).slice(
    0,
    3,
  );
  const worst = slices.filter(({ verdict }) => verdict === 'worse').length;
  return (
    <Section
      title="Slices"
      note={worst === 0 ? 'none is clearly worse than the rest' : `${formatNumber(worst)} clearly worse than the rest`}
      flush
    >
      <DataTable
        label="Slices"
        columns={columnsFor(metrics)}
        rows={[...slices].sort((a, b) => (b.lossChange ?? -Infinity) - (a.lossChange ?? -Infinity))}
        rowKey={({ column, value }) => `${column} ${value}`}
      />
    </Section>
  );
}

const metricOf = (slice: EvaluationSlice, name: string) => slice.metrics.find((metric) => metric.name === name);

function columnsFor(metrics: readonly string[]): Column<EvaluationSlice>[] {
  return [
    {
      key: 'slice',
      header: 'Slice',
      cell: ({ column, value }) => (
        <>
          {column} <b>{sliceValue(value)}</b>
        </>
      ),
      sortBy: ({ column, value }) => `${column} ${value}`,
    },
    { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows), sortBy: ({ rows }) => rows },
    ...metrics.map((name): Column<EvaluationSlice> => ({
      key: name,
      header: name,
      align: 'right',
      cell: (slice) => {
        const metric = metricOf(slice, name);
        if (metric === undefined) return '–';
        const interval = formatInterval(metric.low, metric.high, { digits: 3 });
        return `${formatMetric(metric.value, 3)}${interval === '' ? '' : ` ${interval}`}`;
      },
      sortBy: (slice) => metricOf(slice, name)?.value ?? -Infinity,
    })),
    {
      key: 'p',
      header: 'adjusted p',
      align: 'right',
      cell: ({ pValue }) => (pValue === null ? '–' : formatPValue(pValue)),
    },
    {
      key: 'verdict',
      header: 'Than elsewhere',
      cell: ({ verdict }) => <ToneWord tone={verdicts[verdict][0]} word={verdicts[verdict][1]} />,
    },
  ];
}
