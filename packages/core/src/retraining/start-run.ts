import type { TrainingInput } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { uuidv7 } from '../kernel/uuid.js';
import { runTrainingJob } from './retraining.jobs.js';
import { inputJson, type RetrainingRepository } from './retraining.repository.js';

/** RunOrder is what a training run is started with; `trigger` is null when a person or a script asked for it. */
export interface RunOrder {
  trainer: string;
  input: TrainingInput;
  why: string;
  trigger: { id: string; name: string } | null;
  /** The canary that shall follow, as JSON; none without. */
  thenRollOut?: unknown;
}

/** startRun writes a training run with its job in the transaction of whoever wants it. */
export async function startRun(
  tx: Tx,
  actor: Actor,
  repository: RetrainingRepository,
  { trainer, input, why, trigger, thenRollOut }: RunOrder,
): Promise<{ id: string; jobId: string }> {
  const id = uuidv7();
  const subject = `${input.model} by ${trainer}`;
  const jobId = await enqueue(tx, actor, runTrainingJob, { trainingRunId: id }, { subject });
  await repository.createRun(tx, {
    id,
    workspaceId: actor.workspaceId,
    trainer,
    triggerId: trigger?.id ?? null,
    trigger: trigger?.name ?? null,
    why,
    jobId,
    model: input.model,
    endpoint: input.endpoint ?? null,
    input: inputJson(input),
    startedBy: actor.name,
    ...(thenRollOut != null && { thenRollOut: toJson(thenRollOut) }),
  });
  await appendEvent(tx, actor, {
    kind: 'retraining.run_started',
    subjectKind: 'model',
    subjectName: input.model,
    ...(input.endpoint && { endpoint: input.endpoint }),
    why,
    after: { trainingRunId: id, trainer },
  });
  return { id, jobId };
}
