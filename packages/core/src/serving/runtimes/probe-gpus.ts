import type { DockerEngine } from '../../kernel/docker/docker-engine.js';
import type { ContainerWish } from '../../kernel/docker/hardened-container.js';
import { uuidv7 } from '../../kernel/uuid.js';
import { parseGpus, type GpuDevice } from './place-gpus.js';

const LIMIT_MS = 20_000;

/**
 * probeGpus asks the driver, from inside a container, which devices there are. On an engine that gives none it fails with the engine's own
 * reason and its remedy, and leaves no container.
 */
export async function probeGpus(
  engine: DockerEngine,
  image: string,
  label: Readonly<Record<string, string>>,
): Promise<GpuDevice[]> {
  const ask = (...command: string[]): Promise<string> =>
    engine.runOnce(
      { ...glance, name: `slipway-gpus-${uuidv7()}`, image, labels: label, command: ['nvidia-smi', ...command] },
      LIMIT_MS,
    );
  const list = await ask('-L');
  const memory = await ask('--query-gpu=uuid,memory.total', '--format=csv,noheader,nounits');
  return parseGpus(list, memory);
}

const glance: Omit<ContainerWish, 'name' | 'image' | 'labels' | 'command'> = {
  env: {},
  mounts: [],
  memoryMb: 256,
  cpus: 1,
  gpus: ['all'],
  network: null,
  scratchMb: 8,
};
