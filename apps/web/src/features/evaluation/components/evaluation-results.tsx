import type { Evaluation, GateResult, MeasuredMetric } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatInterval, formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import { calibrationError, calibrationPoints, operatingPoint } from '../prepare/curves.js';
import { gateLine } from '../../../lib/gate-lines.js';
import { CalibrationChart } from './calibration-chart.js';
import { ChampionTable } from './champion-table.js';
import { ClassTable } from './class-table.js';
import { CurveChart } from './curve-chart.js';
import { Residuals } from './residuals.js';
import { SliceTable } from './slice-table.js';
import { ThresholdSweep } from './threshold-sweep.js';

const gateColumns: readonly Column<GateResult>[] = [
  { key: 'gate', header: 'Gate', cell: (gate) => <b>{gateLine(gate)}</b> },
  { key: 'measured', header: 'Measured', align: 'right', cell: measuredText },
  { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows) },
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

/** EvaluationResults shows what was measured: gates, metrics with intervals, the champion on the same rows, slices, and what fits the kind. */
export function EvaluationResults({ evaluation }: { evaluation: Evaluation }): ReactNode {
  const { gates, metrics, curves, confusion, thresholds, classes, residuals, dataset, datasetVersion, rows } =
    evaluation;
  const on = `${dataset} v${datasetVersion}, n ${formatNumber(rows)}`;
  return (
    <>
      <Columns>
        <Section title="Gates" note={on} flush>
          <DataTable
            label="Gates"
            columns={gateColumns}
            rows={gates}
            rowKey={gateLine}
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
      <ChampionTable evaluation={evaluation} />
      {curves !== null && <Curves curves={curves} confusion={confusion} metrics={metrics} />}
      {thresholds !== null && <ThresholdSweep thresholds={thresholds} />}
      {classes !== null && <ClassTable classes={classes} />}
      {residuals !== null && <Residuals residuals={residuals} />}
      <SliceTable evaluation={evaluation} />
    </>
  );
}

/** A gate that compares with the champion shows what it compared: 98.2 % of 0.7201. */
function measuredText({ measured, compare, champion }: GateResult): string {
  if (measured === null || compare === 'value') return formatMetric(measured);
  if (compare === 'champion_ratio') return `${formatPercent(measured, 1)} of ${formatMetric(champion)}`;
  return `${measured > 0 ? '+' : ''}${formatMetric(measured)} on ${formatMetric(champion)}`;
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
