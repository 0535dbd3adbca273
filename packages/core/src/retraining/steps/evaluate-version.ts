import { NewEvaluation } from '@slipway/contracts';
import type { JobContext } from '../../kernel/jobs/run-job.js';
import { resultOf, type Step, type StepContext } from './step.js';

/** evaluateVersion measures the new version beside the champion: as the model's gates ask, else on the rows that were held out. */
export const evaluateVersion: Step = async (context) => {
  const { deps, job } = context;
  const { version } = resultOf(context.results, 'register');
  const asked = await askedOf(context, version);
  if (asked === null) return { act: 'skip', why: 'No gates are set for rollouts, and no rows were held out.' };
  const within: JobContext = {
    ...job,
    progress: (share, message) => job.progress(0.85 + 0.15 * share, `evaluating v${version}: ${message}`),
  };
  const { id, verdict } = await deps.evaluation.evaluateWithin(within, NewEvaluation.parse(asked));
  return { act: 'done', why: `v${version} was measured on ${asked.dataset}.`, result: { evaluationId: id, verdict } };
};

async function askedOf({ deps, job, row, results }: StepContext, version: number) {
  const policy = await deps.gates.policyOf(job.actor, row.model);
  const base = { model: row.model, version };
  if (policy?.rollouts) {
    const { dataset, target, positive, query, separator, slices, gates } = policy;
    const kind = { ...(positive && { positive }), ...(query && { query }), ...(separator && { separator }) };
    return { ...base, dataset, target, slices, gates, ...kind };
  }
  const { holdOut } = resultOf(results, 'fetch');
  if (holdOut === null) return null;
  const { dataset, datasetVersion } = holdOut;
  const champion = results.train?.parentVersion;
  return { ...base, dataset, datasetVersion, target: 'actual', ...(champion != null && { champion }) };
}
