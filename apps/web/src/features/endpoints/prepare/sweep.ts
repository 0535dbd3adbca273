import type { Optimization, OptimizationPoint, RunSetting } from '@slipway/contracts';
import { countOf, formatNumber } from '../../../lib/format.js';

/** SweepLine is one setting in a chart of latency against throughput: its points in the order of their callers. */
export interface SweepLine {
  name: string;
  kind: 'plain' | 'joined' | 'parallel';
  dots: SweepDot[];
}

/** SweepDot is a point that has answers. */
export interface SweepDot {
  name: string;
  callers: number;
  rowsPerSecond: number;
  p95Ms: number;
}

/** settingWord names a setting. */
export function settingWord({ replicas, threads, batchRows }: RunSetting): string {
  const processes = countOf(replicas, 'process', 'processes');
  const parts = [threads === 1 ? processes : `${processes} of ${threads} threads`];
  if (batchRows > 1) parts.push(`${batchRows} rows a run`);
  return parts.join(', ');
}

/** sweepLines sorts the points of a sweep by setting; a point without an answer is left out. */
export function sweepLines(points: readonly OptimizationPoint[]): SweepLine[] {
  const lines = new Map<string, SweepLine>();
  for (const point of points.toSorted((a, b) => a.callers - b.callers)) {
    const { callers, rowsPerSecond, p95Ms, replicas, threads, batchRows } = point;
    if (p95Ms === null) continue;
    const name = settingWord(point);
    const kind = batchRows > 1 ? 'joined' : replicas * threads > 1 ? 'parallel' : 'plain';
    const line = lines.get(name) ?? { name, kind, dots: [] };
    line.dots.push({ name, callers, rowsPerSecond, p95Ms });
    lines.set(name, line);
  }
  return [...lines.values()];
}

/** sweepSentence says what was measured, on which rows and where, and what is missing. */
export function sweepSentence({ points, inputs, machine, isComplete, state }: Optimization): string {
  const { dataset, datasetVersion, rowsPerRequest } = inputs;
  const rows = dataset === null ? 'rows made up from the signature' : `rows of ${dataset} v${datasetVersion}`;
  const asked = `${countOf(rowsPerRequest, 'row')} a request, ${rows}`;
  const where =
    machine === null ? '' : ` on ${countOf(machine.cpus, 'processor')} (load ${formatNumber(machine.loadAverage)})`;
  const cut =
    isComplete || state === 'running' || state === 'waiting' ? '' : ' It ended before all settings were measured.';
  return `${countOf(points.length, 'point')}, ${asked}${where}, beside everything that serves.${cut}`;
}
