import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TrainingCallback } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { postOutbound } from '../kernel/outbound.js';
import type { OperatorTrainer, PipelineTrainer } from './operator-trainers.js';
import { pipelineRequest, type PipelineOrder } from './pipeline-request.js';
import { tellCancelledJob } from './retraining.jobs.js';
import { TrainingCallsRepository, type TrainingCall } from './training-calls.repository.js';

/** PipelineWork is what a pipeline shall do within a job. */
export interface PipelineWork {
  kit: Kit;
  job: JobContext;
  order: Omit<PipelineOrder, 'delivery' | 'callbackUrl' | 'deadline'>;
  onLog: (log: string) => void;
}

/** PipelineState is the callback of a pipeline, or until when it is awaited. */
export type PipelineState = { answer: TrainingCallback } | { awaitedUntil: Date };

/**
 * runPipeline asks a pipeline once, by a signed request, and reads its callback; without one the job shall be parked, and look again. A pipeline
 * that cannot be reached is `unavailable`; one that refuses, fails or is late is `conflict`, and is asked anew when somebody goes on with the run.
 */
export async function runPipeline(trainer: PipelineTrainer, work: PipelineWork): Promise<PipelineState> {
  const { kit, job, order, onLog } = work;
  const calls = new TrainingCallsRepository(kit.db);
  const call = await job.commit((tx) => calls.begin(tx, order.trainingRunId));
  try {
    const sentAt = call.sentAt ?? (await send(trainer, work, call, calls));
    const awaitedUntil = new Date(sentAt.getTime() + trainer.timeoutSeconds * 1_000);
    onLog(
      `${sentAt.toISOString()} ${new URL(trainer.url).host} was asked; its callback is awaited until ${awaitedUntil.toISOString()}\n`,
    );
    const answer = (await calls.find(order.trainingRunId))?.answer ?? null;
    if (answer !== null) return { answer: succeeded(answer, onLog) };
    if (job.signal.aborted) throw new SlipwayError('conflict', 'The run was cancelled.');
    if (kit.clock.now() >= awaitedUntil)
      throw new SlipwayError('trainer_failed', `The pipeline did not call back within ${trainer.timeoutSeconds} s.`);
    return { awaitedUntil };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code === 'unavailable') throw error;
    await job.commit((tx) => giveUpCall(tx, job.actor, calls, order.trainingRunId, job.signal.aborted));
    throw error;
  }
}

/** giveUpCall ends the wait for a pipeline: whoever goes on asks anew. One whose run was cancelled is told so. */
export async function giveUpCall(
  tx: Tx,
  actor: Actor,
  calls: TrainingCallsRepository,
  trainingRunId: string,
  isCancelled: boolean,
): Promise<void> {
  await calls.forget(tx, trainingRunId);
  if (isCancelled) await enqueue(tx, actor, tellCancelledJob, { trainingRunId });
}

function succeeded(answer: TrainingCallback, onLog: (log: string) => void): TrainingCallback {
  onLog(`${answer.at} ${answer.status}: ${answer.message}\n`);
  if (answer.status === 'succeeded') return answer;
  throw new SlipwayError(
    'trainer_failed',
    `The pipeline says that it failed: ${answer.message || 'it gave no reason'}`,
  );
}

async function send(
  trainer: PipelineTrainer,
  { kit, job, order }: PipelineWork,
  { delivery }: TrainingCall,
  calls: TrainingCallsRepository,
): Promise<Date> {
  const now = kit.clock.now();
  const body = JSON.stringify(
    pipelineRequest(trainer, {
      ...order,
      delivery,
      callbackUrl: `${kit.settings.publicUrl}/api/v1/training-runs/${order.trainingRunId}/callback`,
      deadline: new Date(now.getTime() + trainer.timeoutSeconds * 1_000).toISOString(),
    }),
  );
  const { status, body: answer } = await post(kit, trainer, trainer.url, body);
  if (status >= 500 || status === 429)
    throw new SlipwayError('unavailable', `The pipeline answered ${status}: ${answer.slice(0, 200)}`);
  if (status < 200 || status > 299)
    throw new SlipwayError('trainer_failed', `The pipeline refused with ${status}: ${answer.slice(0, 200)}`);
  await job.commit((tx) => calls.sent(tx, order.trainingRunId, now));
  return now;
}

/** tellCancelled tells a pipeline that its run is cancelled; one that cannot be told goes on by itself, and its callback is refused. */
export async function tellCancelled(kit: Kit, trainer: OperatorTrainer, trainingRunId: string): Promise<void> {
  if (trainer.kind !== 'pipeline' || trainer.cancelUrl === null) return;
  await post(kit, trainer, trainer.cancelUrl, JSON.stringify({ trainingRunId }));
}

async function post(kit: Kit, trainer: PipelineTrainer, url: string, body: string) {
  const key = signingKeyOf(trainer);
  const fromFiles = Object.entries(trainer.headerFiles).map(([name, file]) => [
    name,
    readFileSync(file, 'utf8').trim(),
  ]);
  const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
  const headers = { ...trainer.headers, ...Object.fromEntries(fromFiles), 'x-slipway-signature': signature };
  try {
    return await postOutbound(url, body, kit.settings.allowOutbound, headers as Record<string, string>);
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    throw new SlipwayError('unavailable', `The pipeline cannot be reached: ${errorText(error)}`);
  }
}

/** signingKeyOf reads the secret by which requests to a pipeline and its callbacks are signed; `unavailable` when it cannot be read. */
export function signingKeyOf({ name, signingKeyFile }: PipelineTrainer): string {
  try {
    return readFileSync(signingKeyFile, 'utf8').trim();
  } catch {
    throw new SlipwayError(
      'unavailable',
      `The signing key of the trainer ${name} cannot be read: see signingKeyFile in the operator's file.`,
    );
  }
}
