import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainingCallback } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { postOutbound } from '../kernel/outbound.js';
import type { PipelineTrainer } from './operator-trainers.js';
import { pipelineRequest, type PipelineOrder } from './pipeline-request.js';
import { TrainingCallsRepository, type TrainingCall } from './training-calls.repository.js';

const LOOK_EVERY_MS = 500;

/** PipelineWork is what a pipeline shall do within a job. */
export interface PipelineWork {
  kit: Kit;
  job: JobContext;
  order: Omit<PipelineOrder, 'delivery' | 'callbackUrl' | 'deadline'>;
  onLog: (log: string) => void;
}

/**
 * runPipeline asks a pipeline once, by a signed request, and waits for its callback until time is over or the job is cancelled; a job that is
 * begun anew waits on. A pipeline that cannot be reached is `unavailable`; one that refuses, fails or is late is `conflict`, and is asked anew
 * when somebody goes on with the run.
 */
export async function runPipeline(trainer: PipelineTrainer, work: PipelineWork): Promise<TrainingCallback> {
  const { kit, job, order, onLog } = work;
  const calls = new TrainingCallsRepository(kit.db);
  const call = await job.commit((tx) => calls.begin(tx, order.trainingRunId));
  try {
    const sentAt = call.sentAt ?? (await send(trainer, work, call, calls));
    const until = sentAt.getTime() + trainer.timeoutSeconds * 1_000;
    onLog(
      `${sentAt.toISOString()} ${new URL(trainer.url).host} was asked; its callback is awaited until ${new Date(until).toISOString()}\n`,
    );
    const answer = await untilAnswered(trainer, work, calls, until);
    onLog(`${answer.at} ${answer.status}: ${answer.message}\n`);
    if (answer.status === 'succeeded') return answer;
    throw new SlipwayError('conflict', `The pipeline says that it failed: ${answer.message || 'it gave no reason'}`);
  } catch (error) {
    const isFinal = error instanceof SlipwayError && error.code !== 'unavailable';
    if (isFinal) await job.commit((tx) => calls.forget(tx, order.trainingRunId));
    throw error;
  }
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
    throw new SlipwayError('conflict', `The pipeline refused with ${status}: ${answer.slice(0, 200)}`);
  await job.commit((tx) => calls.sent(tx, order.trainingRunId, now));
  return now;
}

async function untilAnswered(
  trainer: PipelineTrainer,
  { kit, job, order }: PipelineWork,
  calls: TrainingCallsRepository,
  until: number,
): Promise<TrainingCallback> {
  for (;;) {
    const call = await calls.find(order.trainingRunId);
    if (call?.answer) return call.answer;
    if (job.signal.aborted) {
      await tellCancelled(kit, trainer, order.trainingRunId);
      throw new SlipwayError('conflict', 'The run was cancelled; the pipeline is not waited for any more.');
    }
    if (kit.clock.now().getTime() > until)
      throw new SlipwayError('conflict', `The pipeline did not call back within ${trainer.timeoutSeconds} s.`);
    await sleep(LOOK_EVERY_MS, undefined, { signal: job.signal }).catch(() => undefined);
  }
}

/** A pipeline that cannot be told goes on by itself: its callback is refused then. */
async function tellCancelled(kit: Kit, trainer: PipelineTrainer, trainingRunId: string): Promise<void> {
  if (trainer.cancelUrl === null) return;
  await post(kit, trainer, trainer.cancelUrl, JSON.stringify({ trainingRunId })).catch((error: unknown) =>
    kit.log.warn('a pipeline was not told that its run is cancelled', { trainingRunId, error: errorText(error) }),
  );
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
