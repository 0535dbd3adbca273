import type { OptimizationPoint, Runtime, RunSetting, SettingAdvice } from '@slipway/contracts';

/** Settings that differ by less are equal for a machine that does other things too: then the smaller one is the better one. */
const EQUAL_SHARE = 0.05;

/** settingFits tells whether a runtime can run a version so: gateways have one process of one thread for it and join requests, containers the other way round. */
export function settingFits({ replicas, threads, batchRows }: RunSetting, runtime: Runtime | null): boolean {
  if (runtime === null) return true;
  return runtime === 'embedded' ? replicas === 1 && threads === 1 : batchRows === 1;
}

/**
 * adviseSetting finds the point with the most rows a second among those without a failure, with p95 at or below a limit and possible in a runtime where
 * these are given. Of points within 5 % of the best, the one of the fewest processes and threads, then of the smallest p95.
 */
export function adviseSetting(
  points: readonly OptimizationPoint[],
  { p95Ms, runtime }: { p95Ms: number | null; runtime: Runtime | null },
): SettingAdvice {
  const possible = points.filter((point) => point.requests > 0 && point.failed === 0 && settingFits(point, runtime));
  if (possible.length === 0) return { point: null, why: 'Nothing was measured that this endpoint can do.' };
  const good = possible.filter((point) => p95Ms === null || point.p95Ms! <= p95Ms);
  if (good.length === 0) {
    const least = Math.min(...possible.map((point) => point.p95Ms!));
    return { point: null, why: `No setting keeps p95 at ${p95Ms} ms: the least was ${rounded(least)} ms.` };
  }
  const most = Math.max(...good.map(({ rowsPerSecond }) => rowsPerSecond));
  const [point] = good
    .filter(({ rowsPerSecond }) => rowsPerSecond >= most * (1 - EQUAL_SHARE))
    .toSorted((a, b) => a.replicas * a.threads - b.replicas * b.threads || a.p95Ms! - b.p95Ms!);
  return { point: point!, why: whyOf(point!, good, p95Ms) };
}

function whyOf(point: OptimizationPoint, good: readonly OptimizationPoint[], p95Ms: number | null): string {
  const limit = p95Ms === null ? '' : ` with p95 at or below ${p95Ms} ms`;
  const seen = `${rounded(point.rowsPerSecond)} rows a second at ${point.callers} ${point.callers === 1 ? 'caller' : 'callers'}, p95 ${rounded(point.p95Ms!)} ms`;
  const plain = good.filter((one) => one.replicas === 1 && one.threads === 1 && one.batchRows === 1);
  const base = Math.max(0, ...plain.map(({ rowsPerSecond }) => rowsPerSecond));
  const times =
    base === 0 || plain.includes(point) ? '' : `, ${rounded(point.rowsPerSecond / base)} times one plain process`;
  return `${seen}: the most of ${good.length} measured points${limit}${times}; less than 5 % apart, the smaller setting is taken.`;
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
