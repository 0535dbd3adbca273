import { wake } from '../../kernel/jobs/enqueue.js';
import { timeText } from '../judge-condition.js';
import { LogKeeper } from '../log-keeper.js';
import type { PipelineTrainer } from '../operator-trainers.js';
import { inputOf } from '../retraining.repository.js';
import { runPipeline } from '../run-pipeline.js';
import { TrainingCallsRepository } from '../training-calls.repository.js';
import { parentOf } from './parent-of.js';
import { beginTracking, trackerOf } from './track-run.js';
import { resultOf, type StepContext, type StepOutcome } from './step.js';

/**
 * trainElsewhere asks a pipeline, which fetches the snapshot by itself and uploads the model before it calls back; until then the run is parked and
 * takes no worker's place.
 */
export async function trainElsewhere(context: StepContext, trainer: PipelineTrainer): Promise<StepOutcome> {
  const { kit, job, row, runs, results } = context;
  const tracker = trackerOf(context);
  const data = resultOf(results, 'fetch');
  const parent = await parentOf(context);
  const parentVersion = parent?.model === row.model ? parent.version : null;
  // A run that was parked goes on in the run of the experiment that the pipeline was told of.
  const isAsked = (await new TrainingCallsRepository(kit.db).find(row.id)) !== null;
  const runId = isAsked ? row.runId : await beginTracking(context, data);
  const order = {
    trainingRunId: row.id,
    runId,
    model: row.model,
    why: row.why,
    params: inputOf(row).params,
    dataset: { name: data.dataset, version: data.datasetVersion, digest: data.digest, rows: data.rows },
    parentVersion,
  };
  let log = '';
  const keeper = new LogKeeper((text) => runs.saveLog(row.id, text));
  const onLog = (line: string): void => {
    log += line;
    keeper.keep(log);
  };
  try {
    const state = await runPipeline(trainer, { kit, job, order, onLog });
    if ('awaitedUntil' in state) return awaitCallback(context, trainer, state.awaitedUntil);
    const { modelDigest, metrics, params, schema, folds } = state.answer;
    await tracker.finish(runId, { metrics, params });
    const result = { modelDigest: modelDigest!, metrics, params, schema, folds, parentVersion, runId };
    return { act: 'done', why: `${trainer.name} called back with a model.`, result };
  } finally {
    await keeper.settled();
  }
}

/** A callback that came between the look at it and the parking wakes the job at once. */
function awaitCallback({ kit, job, row }: StepContext, { name }: PipelineTrainer, until: Date): StepOutcome {
  const calls = new TrainingCallsRepository(kit.db);
  return {
    act: 'park',
    until,
    why: `${name} was asked; its callback is awaited until ${timeText(until)}.`,
    also: async (tx) => {
      if (await calls.isAnswered(tx, row.id)) await wake(tx, job.jobId);
    },
  };
}
