import type { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { ContainerTrainer } from '../operator-trainers.js';
import { trainingLabels, type TrainingContainer } from '../run-container.js';
import type { StepContext, StepOutcome } from './step.js';

const LOOK_EVERY_MS = 15_000;

/**
 * holdGpus enters the GPUs of a run into the ledger that replicas are in too. While others hold them the run is parked, and says who does; what the
 * engine can never give is `conflict`, with its remedy.
 */
export async function holdGpus(
  { deps, kit, row }: StepContext,
  { image, gpus, gpuMemoryMb }: ContainerTrainer,
  container: Pick<TrainingContainer, 'engine' | 'owner' | 'runId'>,
): Promise<{ uuids: string[] } | StepOutcome> {
  if (gpus === 0) return { uuids: [] };
  const holder = { id: row.id, name: `a training run of ${row.model}` };
  const asker = { image, labels: trainingLabels(container) };
  const place = await deps.gpus
    .hold(holder, { gpus, memoryMb: gpuMemoryMb }, asker)
    .catch((error: unknown) => refuse(container.engine, error));
  if ('uuids' in place) return place;
  if (!place.mayComeFree)
    throw new SlipwayError(
      'conflict',
      `${place.refusal}: ask for fewer in the operator's file, or for a share of a GPU (gpuMemoryMb).`,
    );
  const until = new Date(kit.clock.now().getTime() + LOOK_EVERY_MS);
  return { act: 'park', until, why: `Waits for GPUs: ${place.refusal}.` };
}

/** An engine that answers, but without GPUs, gets none by being asked again. */
async function refuse(engine: DockerEngine, error: unknown): Promise<never> {
  if (!(error instanceof SlipwayError)) throw error;
  await engine.facts();
  throw new SlipwayError('trainer_failed', `The trainer could not be started: ${error.message}`);
}
