import type { TrainingStepName } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { errorText } from '../kernel/log.js';
import { isSettled, stepNames, type StepState } from './pipeline.js';
import { runTrainingJob } from './retraining.jobs.js';
import { compareVersion } from './steps/compare-version.js';
import { evaluateVersion } from './steps/evaluate-version.js';
import { fetchData } from './steps/fetch-data.js';
import { registerVersion } from './steps/register-version.js';
import { awaitApproval, followCanary, startCanary } from './steps/roll-out.js';
import type { StepContext, StepOutcome, Steps } from './steps/step.js';
import { endTracking } from './steps/track-run.js';
import { trainModel } from './steps/train-model.js';
import { validateData } from './steps/validate-data.js';
import { resultsOf, type StepRow, type TrainingStepsRepository } from './training-steps.repository.js';

/** TrainingResult is what became of a run: its version, and the canary that was started with it, or why none was. */
export type TrainingResult = { version?: number; rolloutId?: string; notRolledOut?: string; heldAt?: TrainingStepName };

const steps: Steps = {
  fetch: fetchData,
  validate: validateData,
  train: trainModel,
  register: registerVersion,
  evaluate: evaluateVersion,
  compare: compareVersion,
  approve: awaitApproval,
  canary: startCanary,
  promote: followCanary,
};
const states: Readonly<Record<StepOutcome['act'], StepState>> = {
  done: 'done',
  stop: 'done',
  skip: 'skipped',
  hold: 'held',
  park: 'held',
  follow: 'running',
};

/**
 * runTraining takes the steps of a run that are not settled yet, in their order. Each step and what it left are written in one
 * transaction, so that another attempt, or a person who goes on after a failure, begins with the first step that has no end.
 */
export async function runTraining(
  context: Omit<StepContext, 'results'>,
  stored: TrainingStepsRepository,
): Promise<TrainingResult> {
  const { row, job, kit } = context;
  const known = new Map<string, StepRow>(((await stored.of([row.id])).get(row.id) ?? []).map((one) => [one.name, one]));
  const pass: StepContext = { ...context, results: resultsOf([...known.values()]) };
  let stopped: string | null = null;
  for (const [place, name] of stepNames.entries()) {
    const state = known.get(name)?.state as StepState | undefined;
    if (isSettled(name, state)) {
      if (state === 'held') return { ...resultOf(pass), heldAt: name };
      continue;
    }
    if (stopped === null) await job.progress(place / stepNames.length, name);
    const outcome: StepOutcome =
      stopped === null ? await take(pass, stored, name, state) : { act: 'skip', why: `Not taken: ${stopped}` };
    const result = outcome.act === 'done' ? outcome.result : undefined;
    await job.commit(async (tx) => {
      const end = { state: states[outcome.act], why: outcome.why, at: kit.clock.now() };
      const code = outcome.act === 'stop' && { code: outcome.code };
      await stored.settle(tx, row.id, name, { ...end, ...code, ...(result && { result }) });
      if (outcome.act === 'park') await job.park(tx, outcome.until);
      await outcome.also?.(tx);
    });
    if (result !== undefined) Object.assign(pass.results, { [name]: result });
    if (outcome.act === 'stop') stopped = outcome.why;
    if (outcome.act === 'hold' || outcome.act === 'park') return { ...resultOf(pass), heldAt: name };
  }
  await job.commit((tx) => context.runs.updateRun(tx, row.id, { finishedAt: kit.clock.now() }));
  return { ...resultOf(pass), ...(stopped !== null && { notRolledOut: stopped }) };
}

async function take(
  pass: StepContext,
  stored: TrainingStepsRepository,
  name: TrainingStepName,
  state: StepState | undefined,
): Promise<StepOutcome> {
  const { job, kit, row } = pass;
  await job.commit((tx) =>
    state === 'held' ? stored.resume(tx, row.id, name) : stored.begin(tx, row.id, name, kit.clock.now()),
  );
  try {
    return await steps[name](pass);
  } catch (error) {
    if (isFinal(pass, error)) await recordFailure(pass, stored, name, error);
    throw error;
  }
}

async function recordFailure(
  context: StepContext,
  stored: TrainingStepsRepository,
  step: TrainingStepName,
  error: unknown,
): Promise<void> {
  const { job, kit, row, runs } = context;
  if (step === 'train') await endTracking(context);
  const why = errorText(error);
  const at = kit.clock.now();
  const after = { trainingRunId: row.id, trainer: row.trainer, step };
  const event = { kind: 'retraining.run_failed', subjectKind: 'model', subjectName: row.model, why, after } as const;
  const code = error instanceof SlipwayError ? error.code : 'internal';
  const isCancelled = job.signal.aborted;
  await job.commit(async (tx) => {
    await stored.settle(tx, row.id, step, { state: isCancelled ? 'cancelled' : 'failed', why, at, code });
    await runs.updateRun(tx, row.id, { finishedAt: at });
    // Who cancelled it is in the log already, and nobody is to be told of a failure.
    if (!isCancelled) await appendEvent(tx, job.actor, { ...event, ...(row.endpoint && { endpoint: row.endpoint }) });
  });
}

/** The same rule as the kernel's: a refusal is final, anything else is tried again until the attempts are used up. */
const isFinal = ({ job }: StepContext, error: unknown): boolean =>
  job.signal.aborted ||
  job.attempt >= runTrainingJob.maxAttempts ||
  (error instanceof SlipwayError && error.code !== 'unavailable' && error.code !== 'internal');

const resultOf = ({ results }: StepContext): TrainingResult => ({
  ...(results.register && { version: results.register.version }),
  ...(results.canary && { rolloutId: results.canary.rolloutId }),
});
