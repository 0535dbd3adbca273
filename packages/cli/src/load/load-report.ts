import { textList, textTable } from '../text-table.js';
import type { LoadResult } from './put-load.js';

const WIDEST_BAR = 40;
const QUANTILES = { p50Ms: 0.5, p90Ms: 0.9, p95Ms: 0.95, p99Ms: 0.99, maxMs: 1 } as const;

/** HistogramBar counts the answers that took more than the bar before and at most `upToMs`. */
export interface HistogramBar {
  upToMs: number;
  answers: number;
}

/** LoadReport is what a load showed. Quantiles are of answers, failures apart; null without any. */
export interface LoadReport {
  requests: number;
  failed: number;
  failures: Record<string, number>;
  seconds: number;
  answersPerSecond: number;
  latency: Record<keyof typeof QUANTILES, number | null>;
  histogram: HistogramBar[];
}

/** loadReport counts a load: exact quantiles (nearest rank), and a histogram whose bars end at 1, 2, 5, 10 ... ms. */
export function loadReport({ sent, seconds }: LoadResult): LoadReport {
  const tookMs = sent
    .flatMap(({ tookMs: took, failure }) => (failure === null ? [took] : []))
    .toSorted((a, b) => a - b);
  const failures: Record<string, number> = {};
  for (const { failure } of sent) if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
  const rank = (share: number): number | null => tookMs[Math.max(0, Math.ceil(share * tookMs.length) - 1)] ?? null;
  return {
    requests: sent.length,
    failed: sent.length - tookMs.length,
    failures,
    seconds,
    answersPerSecond: tookMs.length / seconds,
    latency: {
      p50Ms: rank(QUANTILES.p50Ms),
      p90Ms: rank(QUANTILES.p90Ms),
      p95Ms: rank(QUANTILES.p95Ms),
      p99Ms: rank(QUANTILES.p99Ms),
      maxMs: rank(QUANTILES.maxMs),
    },
    histogram: histogramOf(tookMs),
  };
}

/** loadText is a report for people. */
export function loadText({
  requests,
  failed,
  failures,
  seconds,
  answersPerSecond,
  latency,
  histogram,
}: LoadReport): string {
  const most = Math.max(...histogram.map(({ answers }) => answers));
  const bars = textTable(histogram, [
    ['up to', ({ upToMs }) => `${upToMs} ms`],
    ['answers', ({ answers }) => answers],
    ['', ({ answers }) => '#'.repeat(Math.ceil((answers / most) * WIDEST_BAR))],
  ]);
  const head = textList({
    requests,
    failed:
      failed === 0
        ? 0
        : `${failed} (${Object.entries(failures)
            .map(([code, count]) => `${code} ${count}`)
            .join(', ')})`,
    seconds: seconds.toFixed(1),
    'answers a second': answersPerSecond.toFixed(1),
    ...Object.fromEntries(
      Object.entries(latency).map(([name, ms]) => [
        name.replace('Ms', ''),
        ms === null ? 'none' : `${ms.toFixed(2)} ms`,
      ]),
    ),
  });
  return histogram.length === 0 ? head : `${head}\n\n${bars}`;
}

function histogramOf(sortedMs: readonly number[]): HistogramBar[] {
  const [first] = sortedMs;
  const bars: HistogramBar[] = [];
  if (first === undefined) return bars;
  let upToMs = edgeAbove(first);
  for (const ms of sortedMs) {
    while (ms > upToMs) upToMs = nextEdge(upToMs);
    const last = bars.at(-1);
    if (last?.upToMs === upToMs) last.answers += 1;
    else bars.push({ upToMs, answers: 1 });
  }
  return bars;
}

/** Edges are kept as whole microseconds, so that 0.1, 0.2, 0.5 stay exact. */
function edgeAbove(ms: number): number {
  let edge = 0.01;
  while (edge < ms) edge = nextEdge(edge);
  return edge;
}

function nextEdge(ms: number): number {
  const micros = Math.round(ms * 1_000);
  const lead = String(micros)[0];
  return (micros * (lead === '2' ? 2.5 : 2)) / 1_000;
}
