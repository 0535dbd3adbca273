import { servingEndpoints, type EndpointTotals } from '@slipway/contracts';
import { formatCompact, formatMs, formatPercent, formatRate } from './format.js';
import { useCall } from './queries.js';

/** TOTALS_MINUTES is the span that lists of endpoints show. */
export const TOTALS_MINUTES = 15;

/** TotalsOf is the sums of an endpoint: null when nobody asked it, undefined while they are not there yet. */
export type TotalsOf = (endpoint: string) => EndpointTotals | null | undefined;

/** useEndpointTotals asks once for the numbers of all endpoints, and again every five seconds. */
export function useEndpointTotals(): TotalsOf {
  const { data } = useCall(
    servingEndpoints.listEndpointTotals,
    { query: { minutes: TOTALS_MINUTES } },
    { everyMs: 5_000 },
  );
  if (data === undefined) return () => undefined;
  const byName = new Map(data.items.map((item) => [item.endpoint, item]));
  return (endpoint) => byName.get(endpoint) ?? null;
}

/** totalsWords writes one number of an endpoint, or all quantiles of its latency; empty while it is not known. */
export function totalsWords(
  totals: EndpointTotals | null | undefined,
  show: 'rate' | 'p95' | 'latency' | 'errors',
): string {
  if (totals === undefined) return '';
  if (totals === null) return show === 'rate' ? 'no traffic' : '–';
  const { requests, errors, p50Ms, p95Ms, p99Ms, requestsPerSecond } = totals;
  switch (show) {
    case 'rate':
      return formatRate(requestsPerSecond);
    case 'p95':
      return formatMs(p95Ms);
    case 'latency':
      return [p50Ms, p95Ms, p99Ms].map(formatMs).join(' / ');
    case 'errors':
      return `${formatPercent(errors / requests)} (${formatCompact(requests)})`;
  }
}
