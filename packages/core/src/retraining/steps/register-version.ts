import { NewModelVersion } from '@slipway/contracts';
import { appendEvent } from '../../kernel/event-log.js';
import { resultOf, type Step } from './step.js';

/** registerVersion makes a version of what the trainer left, with its lineage, and wants a baseline of the data that it learned from. */
export const registerVersion: Step = async ({ deps, job, row, runs, results }) => {
  const data = resultOf(results, 'fetch');
  const { modelDigest, metrics, params, schema, parentVersion, runId } = resultOf(results, 'train');
  const body = NewModelVersion.parse({
    files: [{ path: 'model.onnx', digest: modelDigest }],
    metrics,
    params,
    schema: schema ?? undefined,
    lineage: {
      trainingRunId: row.id,
      datasetDigest: data.digest,
      ...(parentVersion !== null && { parentVersion }),
      ...(runId && { runId }),
    },
    description: `Made by ${row.trainer}: ${row.why}`.slice(0, 5_000),
  });
  const made =
    (await deps.registry.versionOfTrainingRun(row.id)) ??
    (await deps.registry.versions.create(job.actor, { params: { name: row.model }, body }));
  return {
    act: 'done',
    why: `v${made.version} of ${row.model} is registered.`,
    result: { versionId: made.id, version: made.version },
    also: async (tx) => {
      await runs.updateRun(tx, row.id, { versionId: made.id, version: made.version, metrics: made.metrics });
      await appendEvent(tx, job.actor, {
        kind: 'retraining.run_finished',
        subjectKind: 'model',
        subjectName: row.model,
        ...(row.endpoint && { endpoint: row.endpoint }),
        why: row.why,
        after: { trainingRunId: row.id, version: made.version, trainer: row.trainer },
      });
      const { dataset, datasetVersion } = data;
      const payload = { versionId: made.id, dataset, datasetVersion };
      await deps.monitoring.baselines.enqueue(tx, job.actor, payload, `${row.model} v${made.version}`);
    },
  };
};
