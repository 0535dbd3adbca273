import { NewRollout } from '@slipway/contracts';
import type { Tx } from '../../kernel/db.js';
import { SlipwayError } from '../../kernel/errors.js';
import { appendEvent } from '../../kernel/event-log.js';
import { resultOf, type Step, type StepContext } from './step.js';

const NOTHING_FOLLOWS = 'No canary was asked to follow.';

/** awaitApproval waits for a person where the trigger asks for one. */
export const awaitApproval: Step = async ({ thenRollOut }) => {
  if (thenRollOut === null) return { act: 'skip', why: NOTHING_FOLLOWS };
  if (!thenRollOut.approval) return { act: 'skip', why: 'No approval is asked for.' };
  return { act: 'hold', why: 'Somebody with the scope approve must agree to the canary.' };
};

/** startCanary starts the canary. One that cannot start is no failure of the training: the version is there, and a person may roll it out. */
export const startCanary: Step = async (context) => {
  const { deps, job, row, thenRollOut, results } = context;
  if (thenRollOut === null || row.endpoint === null) return { act: 'skip', why: NOTHING_FOLLOWS };
  const { version } = resultOf(results, 'register');
  const { steps, policy } = thenRollOut;
  const start = NewRollout.parse({ model: row.model, version, steps, policy });
  try {
    const rolloutId = await deps.rollouts.start(job.actor, row.endpoint, start, row.id);
    return { act: 'done', why: `The canary of v${version} at ${row.endpoint} has started.`, result: { rolloutId } };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const { code, message } = error;
    return { act: 'stop', code, why: message, also: (tx) => rolloutRefused(tx, context, code, message) };
  }
};

/** followCanary leaves the rest to the rollout: its end ends this step. */
export const followCanary: Step = async ({ results }) =>
  results.canary === undefined
    ? { act: 'skip', why: NOTHING_FOLLOWS }
    : { act: 'follow', why: 'The canary decides by evidence whether it is promoted.' };

/** rolloutRefused writes down that what was trained is not rolled out, and why. */
export async function rolloutRefused(tx: Tx, context: StepContext, code: string, why: string): Promise<void> {
  const { job, row, results, thenRollOut } = context;
  if (thenRollOut === null) return;
  const after = { trainingRunId: row.id, version: results.register?.version, code };
  const subject = {
    subjectKind: 'model',
    subjectName: row.model,
    ...(row.endpoint && { endpoint: row.endpoint }),
  } as const;
  await appendEvent(tx, job.actor, { kind: 'retraining.rollout_refused', ...subject, why, after });
}
