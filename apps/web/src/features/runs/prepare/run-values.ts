import type { Run } from '@slipway/contracts';
import { formatNumber } from '../../../lib/format.js';

/** RunKey is a column that a person may choose: `metrics.auc` or `params.depth`. */
export interface RunKey {
  id: string;
  kind: 'metrics' | 'params';
  key: string;
}

/** runKeys lists what these runs logged, metrics first, each by name. */
export function runKeys(runs: readonly Run[]): RunKey[] {
  const metrics = new Set(runs.flatMap((run) => run.metrics.map(({ key }) => key)));
  const params = new Set(runs.flatMap((run) => Object.keys(run.params)));
  return [...keysOf('metrics', metrics), ...keysOf('params', params)];
}

const keysOf = (kind: RunKey['kind'], keys: ReadonlySet<string>): RunKey[] =>
  [...keys].sort().map((key) => ({ id: `${kind}.${key}`, kind, key }));

/** runKeyOf reads a column back from its id, or null. */
export function runKeyOf(id: string): RunKey | null {
  const cut = id.indexOf('.');
  const kind = id.slice(0, cut);
  return kind === 'metrics' || kind === 'params' ? { id, kind, key: id.slice(cut + 1) } : null;
}

/** runValue is what a run logged under a key: the newest value of a metric, the text of a parameter, or null. */
export const runValue = (run: Run, { kind, key }: RunKey): number | string | null =>
  kind === 'params' ? (run.params[key] ?? null) : (run.metrics.find((metric) => metric.key === key)?.value ?? null);

/** numberOf reads a value as a finite number; a text that is none, NaN and the infinities are null. */
export function numberOf(value: number | string | null): number | null {
  if (value === null || value === '') return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** valueText writes a logged value: numbers of a metric with six decimals, words as they are, nothing as a dash. */
export const valueText = (value: number | string | null): string =>
  value === null ? '–' : typeof value === 'number' ? formatNumber(value, 6) : value;

/** orderBy asks the server for this order; the key stands in backticks, so that any name may be sorted by. */
export const orderBy = ({ kind, key }: RunKey, direction: 'ASC' | 'DESC'): string => `${kind}.\`${key}\` ${direction}`;
