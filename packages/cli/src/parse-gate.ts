import type { SentBodyOf, endpointTable } from '@slipway/contracts';
import { UsageError } from './usage-error.js';

/** SentGate is a gate as a request states it. */
type SentGate = NonNullable<SentBodyOf<typeof endpointTable.startEvaluation>['gates']>[number];

const NUMBER = String.raw`-?\d*\.?\d+(?:e-?\d+)?`;
const GATE = new RegExp(
  String.raw`^\s*(?<metric>[\w.-]+)\s*(?:\[(?<column>[^=\]]+)=(?<value>[^\]]*)\])?\s*(?<op>>=|<=)\s*` +
    String.raw`(?:(?<threshold>${NUMBER})|champion\s*(?:\*\s*(?<ratio>${NUMBER})|(?<sign>[+-])\s*(?<difference>\d*\.?\d+))?)\s*$`,
  'i',
);

/**
 * parseGate reads `auc >= 0.7`, `auc[carrier=AA] >= 0.6` (a slice), `auc >= champion * 0.99` (a ratio) or `auc >= champion - 0.01` (a
 * difference); `champion` alone is a difference of 0. Throws a UsageError on anything else.
 */
export function parseGate(text: string): SentGate {
  const found = GATE.exec(text)?.groups;
  if (found === undefined)
    throw new UsageError(`Not a gate: ${text}. Write auc >= 0.7, auc[carrier=AA] >= 0.6, or auc >= champion - 0.01`);
  const { metric = '', column, value = '', threshold, ratio, sign = '+', difference = '0' } = found;
  const op = found['op'] === '<=' ? '<=' : '>=';
  const slice = column === undefined ? {} : { slice: { column, value } };
  if (threshold !== undefined) return { metric, op, threshold: Number(threshold), ...slice };
  if (ratio !== undefined) return { metric, op, threshold: Number(ratio), compare: 'champion_ratio', ...slice };
  return { metric, op, threshold: Number(`${sign}${difference}`), compare: 'champion_difference', ...slice };
}

/** gateText writes a gate as parseGate reads it. */
export function gateText({ metric, slice, op, threshold, compare = 'value' }: SentGate): string {
  const measured = slice === undefined ? metric : `${metric}[${slice.column}=${slice.value}]`;
  if (compare === 'champion_ratio') return `${measured} ${op} champion * ${threshold}`;
  if (compare === 'value') return `${measured} ${op} ${threshold}`;
  if (threshold === 0) return `${measured} ${op} champion`;
  return `${measured} ${op} champion ${threshold < 0 ? '-' : '+'} ${Math.abs(threshold)}`;
}
