import type { CheckedTraffic, CheckReading, CheckSource, RolloutCheck } from '@slipway/contracts';
import { formatMs, formatNumber, formatPercent } from '../../../lib/format.js';

const metricWords: Readonly<Record<CheckedTraffic, string>> = {
  p50_ms: 'Latency p50',
  p95_ms: 'Latency p95',
  p99_ms: 'Latency p99',
  error_rate: 'Error rate',
  requests_per_second: 'Requests per second',
  memory_mb: 'Memory of a replica',
  cpu_cores: 'Processors of a replica',
};

/** sourceWords say what a check reads. */
export function sourceWords(source: CheckSource): string {
  if (source.kind === 'prometheus') return `Prometheus: ${source.query}`;
  if (source.kind === 'webhook') return `Webhook ${source.channel}`;
  const isNow = source.metric === 'memory_mb' || source.metric === 'cpu_cores';
  const over = isNow ? 'now' : `over ${formatMs(source.windowSeconds * 1_000)}`;
  return source.relativeToStable
    ? `${metricWords[source.metric]}, divided by stable’s, ${over}`
    : `${metricWords[source.metric]} ${over}`;
}

/** valueWords are a reading with its unit, or why there is none. */
export const valueWords = (source: CheckSource, reading: CheckReading | undefined): string =>
  reading?.value == null ? (reading?.detail ?? '') || 'not read yet' : numberWords(source, reading.value);

/** rangeWords say which numbers let a rollout go on. */
export function rangeWords({ source, min, max }: RolloutCheck): string {
  const bounds = [
    min === undefined ? '' : `at least ${numberWords(source, min)}`,
    max === undefined ? '' : `at most ${numberWords(source, max)}`,
  ];
  return bounds.filter(Boolean).join(' and ');
}

/** breachWords say what happens when the number stays out of its range, and how near that is; of several candidates the one is taken out. */
export function breachWords(
  { onBreach, failureLimit }: RolloutCheck,
  reading: CheckReading | undefined,
  isOfSeveral: boolean,
): string {
  const act = onBreach === 'pause' ? 'pauses' : isOfSeveral ? 'is taken out' : 'rolls back';
  const failures = reading?.failuresInRow ?? 0;
  return `${act} after ${failureLimit} in a row${failures === 0 ? '' : `, now ${failures}`}`;
}

function numberWords(source: CheckSource, value: number): string {
  if (source.kind !== 'traffic') return formatNumber(value);
  if (source.relativeToStable) return `${formatNumber(value)}x`;
  if (source.metric === 'error_rate') return formatPercent(value);
  if (source.metric === 'requests_per_second') return `${formatNumber(value)}/s`;
  if (source.metric === 'memory_mb') return `${formatNumber(value)} MiB`;
  return source.metric === 'cpu_cores' ? formatNumber(value) : formatMs(value);
}
