import { inputOf } from '../retraining.repository.js';
import { TrainingTracker } from '../training-tracker.js';
import type { KeptRows, StepContext } from './step.js';

/** trackerOf tracks the training run of a job. */
export const trackerOf = ({ kit, deps, job }: Pick<StepContext, 'kit' | 'deps' | 'job'>): TrainingTracker =>
  new TrainingTracker(kit, deps.runs, job.actor);

/** beginTracking begins the experiment's run of an attempt to train; the one of an attempt that was lost ends. */
export async function beginTracking(context: StepContext, data: KeptRows): Promise<string | null> {
  const { job, row, runs } = context;
  const tracker = trackerOf(context);
  await tracker.end(row.runId, 'KILLED');
  const { id: trainingRunId, model, trainer, startedBy } = row;
  const runId = await tracker.begin({ model, trainer, trainingRunId, startedBy, params: inputOf(row).params, data });
  await job.commit((tx) => runs.updateRun(tx, trainingRunId, { runId }));
  return runId;
}

/** endTracking ends it when the training failed or was cancelled. */
export async function endTracking(context: StepContext): Promise<void> {
  const { job, row, runs } = context;
  const runId = (await runs.findRun(row.id))?.runId ?? null;
  await trackerOf(context).end(runId, job.signal.aborted ? 'KILLED' : 'FAILED');
}
