import type { Evaluation, ModelVersion } from '@slipway/contracts';

/** MetricPoint is one version's value of one metric; null when it was not measured. */
export interface MetricPoint {
  version: number;
  at: string;
  value: number | null;
  /** Distances from the value down and up to its interval's ends; null without an interval. */
  band: [number, number] | null;
}

/** MetricSeries is one metric measured on one version of a dataset, or reported by who registered the versions. */
export interface MetricSeries {
  key: string;
  metric: string;
  dataset: string | null;
  points: MetricPoint[];
}

/** metricHistory lists every metric with its value for each version, oldest version first; measured on a dataset before self-reported. */
export function metricHistory(versions: readonly ModelVersion[], evaluations: readonly Evaluation[]): MetricSeries[] {
  const inOrder = versions.toSorted((left, right) => left.version - right.version);
  const finished = evaluations.filter(({ state }) => state === 'done');
  const measured = measuredSeries(finished).map(({ metric, dataset }) => series(inOrder, metric, dataset, finished));
  const reported = [...new Set(inOrder.flatMap(({ metrics }) => Object.keys(metrics)))]
    .sort()
    .map((metric) => series(inOrder, metric, null, finished));
  return [...measured, ...reported];
}

function measuredSeries(evaluations: readonly Evaluation[]): { metric: string; dataset: string }[] {
  const found = evaluations.flatMap((evaluation) =>
    evaluation.metrics.map(({ name }) => ({ metric: name, dataset: measuredOn(evaluation) })),
  );
  const keys = new Map(found.map((each) => [`${each.metric} @ ${each.dataset}`, each]));
  return [...keys.values()].toSorted((left, right) => prominence(left.metric) - prominence(right.metric));
}

const measuredOn = ({ dataset, datasetVersion }: Evaluation): string => `${dataset} v${datasetVersion}`;

const PROMINENT = ['auc', 'roc_auc', 'r2', 'rmse', 'mae', 'accuracy', 'log_loss'];

/** prominence orders metrics: those that people look at first have the lowest number. */
export const prominence = (metric: string): number =>
  PROMINENT.includes(metric) ? PROMINENT.indexOf(metric) : PROMINENT.length;

function series(
  versions: readonly ModelVersion[],
  metric: string,
  dataset: string | null,
  evaluations: readonly Evaluation[],
): MetricSeries {
  const points = versions.map((version): MetricPoint => {
    const at = { version: version.version, at: version.createdAt };
    if (dataset === null) return { ...at, value: version.metrics[metric] ?? null, band: null };
    const newest = evaluations.find((each) => each.version === version.version && measuredOn(each) === dataset);
    const found = newest?.metrics.find(({ name }) => name === metric);
    if (found === undefined) return { ...at, value: null, band: null };
    const { value, low, high } = found;
    return { ...at, value, band: low === null || high === null ? null : [value - low, high - value] };
  });
  return { key: dataset === null ? `${metric} reported` : `${metric} @ ${dataset}`, metric, dataset, points };
}

/** historySentence tells a chart in words, for who cannot see it. */
export function historySentence({ key, points }: MetricSeries): string {
  const measured = points.filter(({ value }) => value !== null);
  const first = measured[0];
  const last = measured.at(-1);
  if (first?.value == null || last?.value == null) return `${key}: no version is measured.`;
  const values =
    first === last
      ? `v${first.version} ${first.value.toFixed(4)}`
      : `v${first.version} ${first.value.toFixed(4)} to v${last.version} ${last.value.toFixed(4)}`;
  return `${key}: ${values}; ${measured.length} of ${points.length} versions measured.`;
}
