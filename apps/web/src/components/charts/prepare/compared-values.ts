import { formatNumber } from '../../../lib/format.js';

/** Compared is a run or a version beside others: what was measured of it, and what it was made with. A metric may be `NaN` or an infinity, as text. */
export interface Compared {
  id: string;
  name: string;
  metrics: readonly { key: string; value: number | string }[];
  params: Readonly<Record<string, string>>;
}

/** ValueKey is a column that a person may choose: `metrics.auc` or `params.depth`. */
export interface ValueKey {
  id: string;
  kind: 'metrics' | 'params';
  key: string;
}

/** valueKeys lists what is known of these things, metrics first, each by name. */
export function valueKeys(things: readonly Compared[]): ValueKey[] {
  const metrics = new Set(things.flatMap(({ metrics: all }) => all.map(({ key }) => key)));
  const params = new Set(things.flatMap((thing) => Object.keys(thing.params)));
  return [...keysOf('metrics', metrics), ...keysOf('params', params)];
}

const keysOf = (kind: ValueKey['kind'], keys: ReadonlySet<string>): ValueKey[] =>
  [...keys].sort().map((key) => ({ id: `${kind}.${key}`, kind, key }));

/** valueKeyOf reads a column back from its id, or null. */
export function valueKeyOf(id: string): ValueKey | null {
  const cut = id.indexOf('.');
  const kind = id.slice(0, cut);
  return kind === 'metrics' || kind === 'params' ? { id, kind, key: id.slice(cut + 1) } : null;
}

/** comparedValue is what a thing has under a key: the value of a metric, the text of a parameter, or null. */
export const comparedValue = ({ metrics, params }: Compared, { kind, key }: ValueKey): number | string | null =>
  kind === 'params' ? (params[key] ?? null) : (metrics.find((metric) => metric.key === key)?.value ?? null);

/** numberOf reads a value as a finite number; a text that is none, NaN and the infinities are null. */
export function numberOf(value: number | string | null): number | null {
  if (value === null || value === '') return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** valueText writes a value: numbers of a metric with six decimals, words as they are, nothing as a dash. */
export const valueText = (value: number | string | null): string =>
  value === null ? '–' : typeof value === 'number' ? formatNumber(value, 6) : value;

/** orderBy asks the server for this order; the key stands in backticks, so that any name may be sorted by. */
export const orderBy = ({ kind, key }: ValueKey, direction: 'ASC' | 'DESC'): string =>
  `${kind}.\`${key}\` ${direction}`;
