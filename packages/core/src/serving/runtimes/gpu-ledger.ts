import { SlipwayError } from '../../kernel/errors.js';

/** GpuDevice is a GPU or a MIG part of one, by its UUID. */
export interface GpuDevice {
  uuid: string;
  name: string;
  memoryMb: number;
}

/** GpuShare is what one container takes of a GPU; null is the whole of it. */
export interface GpuShare {
  uuid: string;
  memoryMb: number | null;
}

/**
 * placeGpus chooses devices for a container by what is left in the ledger: whole ones that nobody uses, or for a share (`memoryMb`) the
 * fullest ones that still have room, so that whole ones stay free. Too few is `unavailable`, and says what is taken.
 */
export function placeGpus(
  devices: readonly GpuDevice[],
  taken: readonly GpuShare[],
  wanted: { gpus: number; memoryMb: number | null },
): string[] {
  const { gpus, memoryMb } = wanted;
  const left = devices.map((device) => ({ ...device, free: freeOf(device, taken) }));
  const fitting =
    memoryMb === null
      ? left.filter(({ free, memoryMb: all }) => free === all)
      : left.filter(({ free }) => free >= memoryMb).toSorted((a, b) => a.free - b.free);
  if (fitting.length >= gpus) return fitting.slice(0, gpus).map(({ uuid }) => uuid);
  const state = left.map(({ name, free, memoryMb: all }) => `${name}: ${free} of ${all} MiB free`).join(', ');
  throw new SlipwayError(
    'unavailable',
    `${gpus} GPU${gpus === 1 ? '' : 's'} ${memoryMb === null ? 'of its own' : `with ${memoryMb} MiB`} cannot be had (${state || 'the engine has none'}): use fewer replicas, or a share of a GPU (gpuMemoryMb).`,
  );
}

function freeOf({ uuid, memoryMb }: GpuDevice, taken: readonly GpuShare[]): number {
  const shares = taken.filter((share) => share.uuid === uuid);
  if (shares.some((share) => share.memoryMb === null)) return 0;
  return memoryMb - shares.reduce((sum, share) => sum + (share.memoryMb ?? 0), 0);
}

/**
 * parseGpus reads `nvidia-smi -L` (devices, and below them their MIG parts) and the CSV of `--query-gpu=uuid,memory.total` in MiB. A GPU that
 * is cut into MIG parts counts as its parts; their memory is in the name of their profile (`1g.10gb`).
 */
export function parseGpus(list: string, memory: string): GpuDevice[] {
  const total = new Map(
    memory
      .trim()
      .split('\n')
      .map((line): [string, number] => {
        const [uuid = '', mib = ''] = line.split(',').map((part) => part.trim());
        return [uuid, Number(mib)];
      }),
  );
  const devices: GpuDevice[] = [];
  for (const line of list.split('\n')) {
    const [, gpu, uuid] = /^GPU \d+: (.+) \(UUID: (GPU-[\w-]+)\)/.exec(line) ?? [];
    if (gpu !== undefined && uuid !== undefined) devices.push({ uuid, name: gpu, memoryMb: total.get(uuid) ?? 0 });
    const [, profile, gigabytes, part] =
      /^\s+MIG (\S*?(\d+)gb\S*)\s+Device\s+\d+: \(UUID: (MIG-[\w/-]+)\)/.exec(line) ?? [];
    if (part === undefined) continue;
    const whole = devices.findLast(({ uuid: id }) => id.startsWith('GPU-'));
    if (whole !== undefined) whole.memoryMb = 0;
    devices.push({ uuid: part, name: `${whole?.name} ${profile}`, memoryMb: Number(gigabytes) * 1_024 });
  }
  return devices.filter(({ memoryMb }) => memoryMb > 0);
}
