import { formatNumber } from '../../../lib/format.js';
import type { ChartTable } from './chart-table.js';
import { timeTicks } from './time-axis.js';

/** EvidenceLook is the evidence at one time: an e-value of 1 says nothing, larger speaks against the hypothesis. */
export interface EvidenceLook {
  /** Milliseconds since 1970. */
  at: number;
  e: number;
}

/** EValuePicture is one panel: log10 of the evidence over time with its limit. */
export interface EValuePicture {
  rows: readonly { at: number; log: number; highest: number; clipped: boolean; e: number }[];
  from: number;
  to: number;
  ticks: readonly number[];
  domain: readonly [number, number];
  yTicks: readonly number[];
  limit: { log: number; label: string };
  reachedAt: number | null;
  sentence: string;
  table: ChartTable;
}

const LOWEST = -3;
const HIGHEST = 6;
const MOST_ROWS = 1500;

/** prepareEValues puts e-values on a log axis from 0.001 to 1,000,000, beyond it clipped; `effect` says what happens at the limit. */
export function prepareEValues(
  looks: readonly EvidenceLook[],
  { limit, effect, what }: { limit: number; effect: string; what: string },
): EValuePicture {
  const stride = Math.max(1, Math.ceil(looks.length / MOST_ROWS));
  let highest = -Infinity;
  const all = looks.map(({ at, e }) => {
    const log = clip(e);
    highest = Math.max(highest, log);
    return { at, e, log, highest, clipped: log === HIGHEST || log === LOWEST };
  });
  const rows = all.filter((_, index) => index % stride === 0 || index === all.length - 1);
  const limitLog = Math.log10(limit);
  const from = looks[0]?.at ?? 0;
  const to = looks.at(-1)?.at ?? 1;
  const [low, high] = [
    Math.floor(Math.min(-1, ...rows.map(({ log }) => log))),
    Math.ceil(Math.max(limitLog + 0.3, ...rows.map(({ log }) => log))),
  ];
  const reachedAt = looks.find(({ e }) => e >= limit)?.at ?? null;
  return {
    rows,
    from,
    to,
    ticks: timeTicks(from, to, 5),
    domain: [low, high],
    yTicks: Array.from({ length: high - low + 1 }, (_, step) => low + step),
    limit: { log: limitLog, label: `${effect} at ${formatNumber(limit, 0)}` },
    reachedAt,
    sentence: sentenceOf(looks, { limit, what, reached: reachedAt !== null }),
    table: { columns: ['Time', 'e-value'], rows: rows.map(({ at, e }) => [new Date(at).toISOString(), e]) },
  };
}

const clip = (e: number): number => Math.min(HIGHEST, Math.max(LOWEST, Math.log10(Math.max(e, Number.MIN_VALUE))));

function sentenceOf(
  looks: readonly EvidenceLook[],
  { limit, what, reached }: { limit: number; what: string; reached: boolean },
): string {
  const last = looks.at(-1);
  if (last === undefined) return `${what}: no evidence yet.`;
  const top = looks.reduce((best, { e }) => Math.max(best, e), 0);
  return `${what}: e ${formatE(last.e)} of ${formatNumber(limit, 0)} needed, highest ${formatE(top)}; the limit was ${reached ? '' : 'not '}reached.`;
}

/** formatE writes an e-value: two digits below 100, then whole, then a power of ten. */
export function formatE(e: number | null | undefined): string {
  if (e === null || e === undefined) return '–';
  if (e >= 10_000) return e.toExponential(0).replace('e+', 'e');
  if (e > 0 && e < 0.01) return '< 0.01';
  return formatNumber(e, e >= 100 ? 0 : e >= 10 ? 1 : 2);
}

/** formatPowerOfTen writes a tick of the log axis. */
export const formatPowerOfTen = (log: number): string =>
  log < 0 ? formatNumber(10 ** log) : log < 4 ? formatNumber(10 ** log, 0) : `1e${log}`;
