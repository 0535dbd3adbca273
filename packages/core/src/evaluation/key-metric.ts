import type { Gate, KeyMetric, MeasuredMetric } from '@slipway/contracts';

/** Measured is one evaluation with what it measured and asked. */
export interface Measured extends Omit<KeyMetric, 'name' | 'value'> {
  gates: readonly Gate[];
  metrics: readonly MeasuredMetric[] | null;
}

/** What a task is usually judged by, where no gate says so. */
const usual = ['auc', 'accuracy', 'f1', 'ndcg', 'rmse', 'mae'];

/** keyMetric is the number that a model is judged by: that of the first gate over all rows, else the usual one of its task, else the first; null when nothing was measured. */
export function keyMetric({ gates, metrics, ...where }: Measured): KeyMetric | null {
  const wanted = [...gates.filter(({ slice }) => slice === undefined).map(({ metric }) => metric), ...usual];
  const byName = new Map((metrics ?? []).map((metric) => [metric.name, metric]));
  const found = wanted.map((name) => byName.get(name)).find((metric) => metric !== undefined) ?? metrics?.[0];
  return found === undefined ? null : { ...where, name: found.name, value: found.value };
}
