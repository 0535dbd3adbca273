import { endpointTable as api } from '@slipway/contracts';
import { jobDone } from './job-done.js';
import type { Demo } from './part.js';
import { steady } from './steady.js';

/** LEAST_AUC is what the gate asks of a version, and the monitor of performance of what is served. */
export const LEAST_AUC = 0.62;

/** EvaluatedVersion is what an evaluation said of a version: the area under its ROC curve, and the verdict of the gates. */
export interface EvaluatedVersion {
  readonly id: string;
  readonly auc: number;
  readonly verdict: string | null;
}

/** evaluateVersion has Slipway measure a version on a dataset of flights, with a gate on the AUC. */
export async function evaluateVersion(demo: Demo, version: number, dataset: string): Promise<EvaluatedVersion> {
  const { client, names } = demo;
  const gates = [{ metric: 'auc', op: '>=' as const, threshold: LEAST_AUC }];
  const { evaluation, job } = await steady(() =>
    client.call(api.startEvaluation, { body: { model: names.model, version, dataset, target: 'late', gates } }),
  );
  await jobDone(demo, job.id, 'the evaluation');
  const { id, metrics, verdict } = await steady(() =>
    client.call(api.getEvaluation, { params: { id: evaluation.id } }),
  );
  const auc = metrics.find(({ name }) => name === 'auc')?.value;
  if (auc === undefined) throw new Error(`The evaluation of version ${version} measured no AUC`);
  return { id, auc, verdict };
}
