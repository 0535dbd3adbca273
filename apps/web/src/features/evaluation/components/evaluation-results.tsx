import type { Evaluation, GateResult, MeasuredMetric } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatInterval, formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import { gateLine } from '../../../lib/gate-lines.js';
import { ChampionTable } from './champion-table.js';
import { ClassTable } from './class-table.js';
import { FairnessTable } from './fairness-table.js';
import { Residuals } from './residuals.js';
import { RobustnessTable } from './robustness-table.js';
import { ScoreCurves } from './score-curves.js';
import { SliceTable } from './slice-table.js';
import { SpeedTable } from './speed-table.js';
import { WorstRows } from './worst-rows.js';

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
  const { gates, metrics, classes, residuals, dataset, datasetVersion, rows, speed, robustness } = evaluation;
  const on = `${dataset} v${datasetVersion}, n ${formatNumber(rows)}`;
  return (
    <>
      {gates.length > 0 && (
        <Section title="Gates" note={on} flush>
          <DataTable label="Gates" columns={gateColumns} rows={gates} rowKey={gateLine} />
        </Section>
      )}
      <ChampionTable evaluation={evaluation} />
      <ScoreCurves evaluation={evaluation} />
      {classes !== null && <ClassTable classes={classes} areLabels={evaluation.kind === 'multilabel'} />}
      {residuals !== null && <Residuals residuals={residuals} />}
      <SliceTable evaluation={evaluation} />
      <FairnessTable evaluation={evaluation} />
      <RobustnessTable checks={robustness} />
      <Columns min={420}>
        <Section title="Metrics" note={on} flush>
          <DataTable label="Metrics" columns={metricColumns} rows={metrics} rowKey={({ name }) => name} />
        </Section>
        <WorstRows evaluation={evaluation} />
      </Columns>
      <SpeedTable speed={speed} />
    </>
  );
}

/** A gate that compares with the champion shows what it compared: 98.2 % of 0.7201. */
function measuredText({ measured, compare, champion }: GateResult): string {
  if (measured === null || compare === 'value') return formatMetric(measured);
  if (compare === 'champion_ratio') return `${formatPercent(measured, 1)} of ${formatMetric(champion)}`;
  return `${measured > 0 ? '+' : ''}${formatMetric(measured)} on ${formatMetric(champion)}`;
}
