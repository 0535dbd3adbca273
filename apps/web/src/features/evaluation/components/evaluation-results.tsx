import type { Evaluation, GateResult, MeasuredMetric } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { calibrationError, calibrationPoints, operatingPoint } from '../prepare/curves.js';
import { CalibrationChart } from './calibration-chart.js';
import { CurveChart } from './curve-chart.js';

const gateColumns: readonly Column<GateResult>[] = [
  { key: 'gate', header: 'Gate', cell: ({ metric }) => <b>{metric}</b> },
  {
    key: 'required',
    header: 'Required',
    align: 'right',
    cell: ({ op, threshold }) => `${op === '>=' ? '≥' : '≤'} ${formatNumber(threshold, 4)}`,
  },
  { key: 'measured', header: 'Measured', align: 'right', cell: ({ measured }) => formatMetric(measured) },
  { key: 'outcome', header: 'Verdict', cell: ({ outcome }) => <Status of="gate" value={outcome} /> },
];

const metricColumns: readonly Column<MeasuredMetric>[] = [
  { key: 'name', header: 'Metric', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  { key: 'value', header: 'Measured', align: 'right', cell: ({ value }) => formatMetric(value) },
  {
    key: 'interval',
    header: 'Interval',
    align: 'right',
    cell: ({ low, high }) => formatInterval(low, high, { digits: 4 }) || '–',
  },
];

/** EvaluationResults shows what was measured: gates, metrics with intervals, and for two classes the curves. */
export function EvaluationResults({ evaluation }: { evaluation: Evaluation }): ReactNode {
  const { gates, metrics, curves, confusion, dataset, datasetVersion, rows } = evaluation;
  const on = `${dataset} v${datasetVersion}, n ${formatNumber(rows)}`;
  return (
    <>
      <Columns>
        <Section title="Gates" note={on} flush>
          <DataTable
            label="Gates"
            columns={gateColumns}
            rows={gates}
            rowKey={({ metric, op }) => metric + op}
            empty={
              <Text size="sm" c="dimmed" p="md">
                This evaluation had no gates: nothing decides by it.
              </Text>
            }
          />
        </Section>
        <Section title="Metrics" note={on} flush>
          <DataTable label="Metrics" columns={metricColumns} rows={metrics} rowKey={({ name }) => name} />
        </Section>
      </Columns>
      {curves !== null && <Curves curves={curves} confusion={confusion} metrics={metrics} />}
    </>
  );
}

function Curves({
  curves,
  confusion,
  metrics,
}: {
  curves: NonNullable<Evaluation['curves']>;
  confusion: Evaluation['confusion'];
  metrics: readonly MeasuredMetric[];
}): ReactNode {
  const point = confusion === null ? null : operatingPoint(confusion);
  const valueOf = (...names: string[]): string => formatMetric(metrics.find(({ name }) => names.includes(name))?.value);
  const share =
    confusion === null
      ? 0
      : (confusion.truePositive + confusion.falseNegative) /
        Math.max(
          1,
          confusion.truePositive + confusion.falseNegative + confusion.falsePositive + confusion.trueNegative,
        );
  const at = confusion === null ? '' : `; the dot is threshold ${formatNumber(confusion.threshold)}`;
  return (
    <Columns min={320}>
      <Section title="ROC">
        <CurveChart
          sentence={`AUC ${valueOf('auc', 'roc_auc')}; chance is the dashed diagonal${at}.`}
          xLabel="false positive rate"
          yLabel="recall"
          points={curves.roc}
          chance="diagonal"
          operating={point && { x: point.falsePositiveRate, y: point.recall }}
        />
      </Section>
      <Section title="Precision and recall">
        <CurveChart
          sentence={`Average precision ${valueOf('average_precision', 'pr_auc', 'ap')}; chance is the dashed share of positives, ${formatNumber(share)}${at}.`}
          xLabel="recall"
          yLabel="precision"
          points={curves.precisionRecall}
          chance={share}
          operating={point?.precision == null ? null : { x: point.recall, y: point.precision }}
        />
      </Section>
      <Section title="Calibration">
        <CalibrationChart points={calibrationPoints(curves.calibration)} error={calibrationError(curves.calibration)} />
      </Section>
    </Columns>
  );
}
