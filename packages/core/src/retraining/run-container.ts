import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine, SeenContainer } from '../kernel/docker/docker-engine.js';
import { errorText } from '../kernel/log.js';
import type { ContainerTrainer } from './operator-trainers.js';
import type { TrainerOutcome } from './run-command.js';
import { TrainerLog } from './trainer-log.js';

const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 1_000;
const TRAINING_LABEL = 'io.slipway.training';
const TRAINING_RUN_LABEL = 'io.slipway.training-run';

/** TrainingContainer is where a run's container runs and whose it is. */
export interface TrainingContainer {
  engine: DockerEngine;
  owner: string;
  runId: string;
  /** The GPUs that it holds, by UUID. */
  gpus: readonly string[];
}

/** trainingLabels are what every container of a training run carries, so that one whose worker is gone is found. */
export const trainingLabels = ({
  owner,
  runId,
}: Pick<TrainingContainer, 'owner' | 'runId'>): Record<string, string> => ({
  [TRAINING_LABEL]: owner,
  [TRAINING_RUN_LABEL]: runId,
});

/**
 * runContainer runs a trainer as a hardened container: the input folder mounted read-only at /input, the output folder at /output, no network
 * unless the operator named one, killed when time is over or `signal` aborts, and removed in any case. What an earlier attempt left running is
 * removed first. `onLog` hears the last 64 KiB of what it printed, each second.
 */
export async function runContainer(
  trainer: ContainerTrainer,
  container: TrainingContainer,
  folders: { input: string; output: string },
  signal: AbortSignal,
  onLog: (log: string) => void,
): Promise<TrainerOutcome> {
  const log = new TrainerLog();
  const { engine, runId } = container;
  for (const { id } of await engine.list(`${TRAINING_RUN_LABEL}=${runId}`)) await engine.remove(id);
  await chmod(folders.output, 0o777);
  let id: string;
  try {
    id = await engine.start({
      ...wishOf(trainer, folders),
      name: `slipway-training-${runId}`,
      gpus: container.gpus,
      labels: trainingLabels(container),
    });
  } catch (error) {
    return { exitCode: null, stopped: `it could not be started: ${errorText(error)}`, log: '', lastWords: '' };
  }
  const done = new AbortController();
  const following = engine.follow(id, (text, isError) => log.take(text, isError), done.signal).catch(() => undefined);
  const telling = setInterval(() => onLog(log.text), TELL_EVERY_MS);
  try {
    const untilMs = performance.now() + trainer.timeoutSeconds * 1_000;
    const { seen, stopped } = await untilEnd(engine, id, signal, untilMs, trainer.timeoutSeconds);
    await Promise.race([following, sleep(TELL_EVERY_MS)]);
    const isOutOfMemory = seen?.reason?.startsWith('out of memory') ?? false;
    const lastWords = isOutOfMemory ? seen!.reason! : log.lastWords;
    return { exitCode: seen?.exitCode ?? null, stopped, log: log.text, lastWords };
  } finally {
    clearInterval(telling);
    done.abort();
    await engine.remove(id);
  }
}

/** removeLost removes containers of runs that are not under way any more: their worker is gone, and nobody would end them. */
export async function removeLost(
  engine: DockerEngine,
  owner: string,
  isUnderWay: (runId: string) => Promise<boolean>,
): Promise<void> {
  for (const { id, labels } of await engine.list(`${TRAINING_LABEL}=${owner}`))
    if (!(await isUnderWay(labels[TRAINING_RUN_LABEL] ?? ''))) await engine.remove(id);
}

async function untilEnd(
  engine: DockerEngine,
  id: string,
  signal: AbortSignal,
  untilMs: number,
  timeoutSeconds: number,
): Promise<{ seen: SeenContainer | null; stopped: string | null }> {
  let stopped: string | null = null;
  for (;;) {
    const seen = await engine.see(id);
    if (seen === null) return { seen, stopped: stopped ?? 'somebody removed its container' };
    if (seen.state === 'ended') return { seen, stopped };
    if (stopped === null && signal.aborted) stopped = 'it was cancelled';
    if (stopped === null && performance.now() > untilMs) stopped = `it ran longer than ${timeoutSeconds} s`;
    if (stopped !== null) await engine.stop(id, 0);
    else await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function wishOf(
  { image, command, memoryMb, cpus, network, scratchMb, env, secretFiles }: ContainerTrainer,
  folders: { input: string; output: string },
) {
  const secrets = Object.entries(secretFiles).map(([name, path]) => [name, readFileSync(path, 'utf8').trim()]);
  const uid = process.getuid?.() ?? 0;
  return {
    image,
    command,
    memoryMb,
    cpus,
    network,
    scratchMb,
    env: {
      ...env,
      ...(Object.fromEntries(secrets) as Record<string, string>),
      SLIPWAY_TRAINER_INPUT: '/input',
      SLIPWAY_TRAINER_OUTPUT: '/output',
    },
    mounts: [
      { source: folders.input, target: '/input', isReadOnly: true },
      { source: folders.output, target: '/output', isReadOnly: false },
    ],
    // What it writes must be the worker's to read and to remove.
    ...(uid !== 0 && { user: `${uid}:${process.getgid?.() ?? uid}` }),
  };
}
