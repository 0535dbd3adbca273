import { SlipwayError } from '../../kernel/errors.js';
import { parentOf } from './parent-of.js';
import { resultOf, type Step } from './step.js';

/**
 * validateData refuses data that nothing good can be learned from: one outcome only, or values that the reference of the serving version
 * does not have (the quality monitor's rule, with its limits where the endpoint has one).
 */
export const validateData: Step = async (context) => {
  const { deps, job, results } = context;
  const kept = resultOf(results, 'fetch');
  const version = await deps.datasets.requireVersion(job.actor, kept.dataset, kept.datasetVersion);
  const outcome = version.columns.find(({ name }) => name === 'actual');
  if (outcome?.distinct === 1)
    throw new SlipwayError('conflict', 'Every row has the same outcome: there is nothing to tell apart.');
  const parent = await parentOf(context);
  const verdict =
    parent && (await deps.checker.check(parent.id, context.row.endpoint, deps.datasets.readRows(version)));
  if (verdict?.state === 'firing') throw new SlipwayError('conflict', verdict.sentence);
  const why = verdict?.sentence ?? 'No reference to hold the values against: the serving version has no baseline.';
  return { act: 'done', why };
};
