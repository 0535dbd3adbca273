import type { EndpointStats, TrafficPoint, VariantRole } from '@slipway/contracts';
import { lookOf } from '../../../components/charts/prepare/series-look.js';
import {
  prepareTimeSeries,
  type TimeMark,
  type TimeSeriesInput,
  type TimeSeriesPicture,
} from '../../../components/charts/prepare/time-series.js';
import { formatMs, formatPercent, formatRate } from '../../../lib/format.js';

/** TrafficPictures are the three charts of an endpoint's numbers on one time axis. */
export interface TrafficPictures {
  rate: TimeSeriesPicture;
  latency: TimeSeriesPicture;
  errors: TimeSeriesPicture;
}

const roles: readonly VariantRole[] = ['stable', 'candidate', 'shadow'];
const quantiles = [
  { key: 'p50Ms', label: 'p50' },
  { key: 'p95Ms', label: 'p95', dash: '7 3' },
  { key: 'p99Ms', label: 'p99', dash: '2 3' },
] as const;

/** prepareTraffic lays out requests, latency of one role, and errors by variant; a bucket without requests is a gap in latency and errors. */
export function prepareTraffic(stats: EndpointStats, latencyOf: VariantRole): TrafficPictures {
  const present = roles.filter((role) => stats.points.some((point) => point.role === role));
  const byRole = new Map(present.map((role) => [role, bucketsOf(stats.points, role)]));
  const frame = {
    from: Date.parse(stats.from),
    to: Date.parse(stats.to),
    bucketMs: stats.bucketSeconds * 1000,
    marks: versionMarks(byRole.get('stable') ?? []),
  };
  const lines = (value: (point: TrafficPoint) => number | null): TimeSeriesInput[] =>
    present.map((role) => ({
      key: role,
      label: labelOf(
        role,
        stats.points.filter((point) => point.role === role),
      ),
      look: lookOf(role),
      points: (byRole.get(role) ?? []).map((point) => ({ at: Date.parse(point.at), value: value(point) })),
    }));
  const shown = byRole.get(latencyOf) ?? [];
  const latency = quantiles.map(({ key, label, ...rest }) => ({
    key,
    label,
    look: { ...lookOf(latencyOf, 'dash' in rest ? rest.dash : undefined), dots: false },
    points: shown.map((point) => ({ at: Date.parse(point.at), value: point[key] })),
  }));
  return {
    rate: prepareTimeSeries({
      ...frame,
      series: lines(({ requests }) => requests / stats.bucketSeconds),
      what: 'Requests',
      format: formatRate,
    }),
    latency: prepareTimeSeries({ ...frame, series: latency, what: `Latency of ${latencyOf}`, format: formatMs }),
    errors: prepareTimeSeries({
      ...frame,
      series: lines(({ requests, errors }) => (requests === 0 ? null : errors / requests)),
      what: 'Errors',
      format: (share) => formatPercent(share),
    }),
  };
}

/** Two versions may share a role in the bucket of their change: their counts add up, the latency is that of the busier one. */
function bucketsOf(points: readonly TrafficPoint[], role: VariantRole): TrafficPoint[] {
  const buckets = new Map<string, TrafficPoint>();
  for (const point of points) {
    if (point.role !== role) continue;
    const before = buckets.get(point.at);
    const busier = before === undefined || point.requests > before.requests ? point : before;
    buckets.set(
      point.at,
      before === undefined
        ? point
        : {
            ...busier,
            requests: before.requests + point.requests,
            errors: before.errors + point.errors,
            rows: before.rows + point.rows,
          },
    );
  }
  return [...buckets.values()].sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}

/** A role is held by one version after another: its line names all that it held in the window, the newest three where there are more. */
function labelOf(role: VariantRole, points: readonly TrafficPoint[]): string {
  const inOrder = points.toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at));
  const versions = [...new Set(inOrder.map(({ version }) => `v${version}`))];
  return `${role} ${versions.length > 3 ? '… ' : ''}${versions.slice(-3).join(', ')}`;
}

function versionMarks(points: readonly TrafficPoint[]): TimeMark[] {
  return points.flatMap(({ at, version }, index) =>
    index > 0 && points[index - 1]?.version !== version ? [{ at: Date.parse(at), label: `v${version}` }] : [],
  );
}

/** errorKinds lists error codes with their counts, most first. */
export function errorKinds(errorsByCode: Readonly<Record<string, number>>): { code: string; count: number }[] {
  return Object.entries(errorsByCode)
    .map(([code, count]) => ({ code, count }))
    .sort((left, right) => right.count - left.count);
}

/** VariantNumbers are the sums of one variant over the window. */
export interface VariantNumbers {
  requests: number;
  errors: number;
  share: number | null;
}

/** Present is a variant that is behind the endpoint now. */
type Present = Pick<TrafficPoint, 'role' | 'version'>;

const firstAt = (points: readonly TrafficPoint[]): string | undefined => points.map(({ at }) => at).sort()[0];

/**
 * variantNumbers sums one variant's traffic; `share` is what was seen of its weight: its part of all requests since the youngest of the present variants
 * has its role and none answers that is gone, as what was before a promotion or a return says nothing of the weight after it. The bucket of that change is
 * mixed, so it is left out; null while there is none after it.
 */
export function variantNumbers(
  points: readonly TrafficPoint[],
  { role, version }: Present,
  present: readonly Present[],
): VariantNumbers {
  const sum = (chosen: readonly TrafficPoint[], key: 'requests' | 'errors'): number =>
    chosen.reduce((total, point) => total + point[key], 0);
  const ofVariant = (wanted: Present): TrafficPoint[] =>
    points.filter((point) => point.role === wanted.role && point.version === wanted.version);
  const own = ofVariant({ role, version });
  const earliest = firstAt(points);
  const began = present.flatMap((variant) => firstAt(ofVariant(variant)) ?? []).filter((at) => at !== earliest);
  const gone = points.filter(
    (point) =>
      point.role !== 'shadow' && !present.some((one) => one.role === point.role && one.version === point.version),
  );
  const changes = [...began, ...gone.map(({ at }) => at)];
  const isSince = ({ at }: TrafficPoint): boolean => changes.every((change) => at > change);
  const all = sum(
    points.filter((point) => point.role !== 'shadow' && isSince(point)),
    'requests',
  );
  return {
    requests: sum(own, 'requests'),
    errors: sum(own, 'errors'),
    share: all === 0 ? null : sum(own.filter(isSince), 'requests') / all,
  };
}
