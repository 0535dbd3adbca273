import type {
  ChampionComparison,
  Evaluation,
  EvaluationSlice,
  Gate,
  GateResult,
  MeasuredMetric,
  RunSpeed,
} from '@slipway/contracts';

/** Measured is what gates are held against. */
export interface Measured {
  rows: number;
  metrics: readonly MeasuredMetric[];
  slices: readonly EvaluationSlice[];
  champion: { metrics: readonly MeasuredMetric[]; comparisons: readonly ChampionComparison[] } | null;
}

/**
 * judgeGates holds each gate against what was measured. `champion_ratio` compares with the champion's value of the same rows
 * ("at least 95 % of it"), `champion_difference` subtracts it; where there is no champion such a gate is `not_measured`. What was not
 * measured never passes.
 */
export function judgeGates(
  gates: readonly Gate[],
  measured: Measured,
): { gates: GateResult[]; verdict: NonNullable<Evaluation['verdict']> } {
  const results = gates.map((gate): GateResult => judge(gate, measured));
  if (results.length === 0) return { gates: results, verdict: 'not_gated' };
  return { gates: results, verdict: results.every(isPassed) ? 'passed' : 'failed' };
}

/** speedMetrics are what gates may ask of speed: `latency_p95_ms` of one row, and `rows_per_second` of the largest runs that were timed. */
export function speedMetrics(speed: readonly RunSpeed[]): MeasuredMetric[] {
  const [one, most] = [speed[0], speed.at(-1)];
  if (one === undefined || most === undefined) return [];
  return [
    plain('latency_p50_ms', one.p50Ms),
    plain('latency_p95_ms', one.p95Ms),
    plain('latency_p99_ms', one.p99Ms),
    plain('rows_per_second', most.rowsPerSecond),
  ];
}

/**
 * dataMetrics are what gates may ask of the rows before they ask anything of the version: `rows` that could be measured, and the shares without a
 * target (`no_target_share`) and without a finite prediction (`no_prediction_share`).
 */
export function dataMetrics(rows: number, { noTarget, noPrediction }: Evaluation['skipped']): MeasuredMetric[] {
  const seen = rows + noTarget + noPrediction;
  const share = (count: number): number => (seen === 0 ? 1 : count / seen);
  return [
    plain('rows', rows),
    plain('no_target_share', share(noTarget)),
    plain('no_prediction_share', share(noPrediction)),
  ];
}

const plain = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });

/** isPassed says whether a gate lets a version through. */
export const isPassed = ({ outcome }: GateResult): boolean => outcome === 'passed' || outcome === 'not_applicable';

/** gateSentence names what failed: auc 0.5719, wanted >= 0.6. */
export function gateSentence(gates: readonly GateResult[]): string {
  const failed = gates.filter((gate) => !isPassed(gate));
  if (failed.length === 0) return `Passes ${gates.length === 1 ? 'its gate' : `all ${gates.length} gates`}.`;
  return `Fails ${failed.length} of ${gates.length} gates: ${failed.map(failureOf).join('; ')}.`;
}

function failureOf({ metric, measured, op, threshold, compare, slice, champion }: GateResult): string {
  const where = slice === undefined ? '' : ` in ${slice.column} ${slice.value}`;
  const against = { value: '', champion_ratio: ' of the champion’s', champion_difference: ' from the champion’s' }[
    compare
  ];
  if (measured !== null) return `${metric}${where} ${measured.toFixed(4)}${against}, wanted ${op} ${threshold}`;
  const beside = compare !== 'value' && champion === null ? ' beside a champion' : '';
  return `${metric}${where} not measured${beside}, wanted ${op} ${threshold}${against}`;
}

function judge(gate: Gate, { rows, metrics, slices, champion }: Measured): GateResult {
  const slice =
    gate.slice && slices.find(({ column, value }) => column === gate.slice?.column && value === gate.slice.value);
  const own = valueOf(gate.slice === undefined ? metrics : (slice?.metrics ?? []), gate.metric);
  // What the champion shows on all rows says nothing of a slice.
  const theirs = champion === null || gate.slice !== undefined ? null : valueOf(champion.metrics, gate.metric);
  const measured = compared(gate.compare, own, theirs);
  const counted = gate.slice === undefined ? rows : (slice?.rows ?? 0);
  if (measured === null) return { ...gate, measured, rows: counted, champion: theirs, outcome: 'not_measured' };
  const passed = gate.op === '>=' ? measured >= gate.threshold : measured <= gate.threshold;
  return { ...gate, measured, rows: counted, champion: theirs, outcome: passed ? 'passed' : 'failed' };
}

function compared(how: Gate['compare'], own: number | null, theirs: number | null): number | null {
  if (own === null || how === 'value') return own;
  if (theirs === null) return null;
  if (how === 'champion_difference') return own - theirs;
  return theirs === 0 ? null : own / theirs;
}

const valueOf = (metrics: readonly MeasuredMetric[], name: string): number | null =>
  metrics.find((metric) => metric.name === name)?.value ?? null;
