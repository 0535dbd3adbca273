const MIB = 1_048_576;

/** GpuDevice is a GPU or a MIG part of one, by its UUID. */
export interface GpuDevice {
  uuid: string;
  name: string;
  memoryMb: number;
}

/** GpuShare is what one container takes of a GPU, and whose it is; null is the whole of it. */
export interface GpuShare {
  uuid: string;
  memoryMb: number | null;
  holder: string;
}

/** GpuWish is what a container asks for: so many, all, or those with these UUIDs; whole, or a share of each in MiB. */
export interface GpuWish {
  gpus: number | 'all' | readonly string[];
  memoryMb: number | null;
}

/** GpuPlace is which devices a container gets, or why none; `mayComeFree` when it would get them if nobody else had any. */
export type GpuPlace = { uuids: string[] } | { refusal: string; mayComeFree: boolean };

/**
 * placeGpus chooses devices for a container by what is left in the ledger: whole ones that nobody uses, or for a share the fullest ones that
 * still have room, so that whole ones stay free. A refusal says what is taken, and by whom.
 */
export function placeGpus(devices: readonly GpuDevice[], taken: readonly GpuShare[], wish: GpuWish): GpuPlace {
  const { gpus, memoryMb } = wish;
  const named = typeof gpus === 'object' ? gpus : null;
  const count = typeof gpus === 'number' ? gpus : Math.max(1, (named ?? devices).length);
  const left = devices
    .filter(({ uuid }) => named?.includes(uuid) ?? true)
    .map((device) => ({ ...device, free: freeOf(device, taken) }));
  const fitting =
    memoryMb === null
      ? left.filter(({ free, memoryMb: all }) => free === all)
      : left.filter(({ free }) => free >= memoryMb).toSorted((a, b) => a.free - b.free);
  if (fitting.length >= count) return { uuids: fitting.slice(0, count).map(({ uuid }) => uuid) };
  const state = left.map((device) => stateOf(device, taken)).join(', ');
  const share = memoryMb === null ? 'of its own' : `with ${memoryMb} MiB`;
  const which = named === null ? '' : ` (${named.join(', ')})`;
  return {
    refusal: `${count} GPU${count === 1 ? '' : 's'}${which} ${share} cannot be had (${state || `the engine has none${named === null ? '' : ' of them'}`})`,
    mayComeFree: taken.length > 0 && 'uuids' in placeGpus(devices, [], wish),
  };
}

/** GpuMemory is what one device has and what containers hold of it, in bytes. */
export interface GpuMemory {
  uuid: string;
  name: string;
  bytes: number;
  heldBytes: number;
}

/** gpuMemory tells of each device how much of its memory the ledger has given away; who holds a whole one holds all of it. */
export const gpuMemory = (devices: readonly GpuDevice[], taken: readonly GpuShare[]): GpuMemory[] =>
  devices.map((device) => {
    const { uuid, name, memoryMb } = device;
    return { uuid, name, bytes: memoryMb * MIB, heldBytes: (memoryMb - freeOf(device, taken)) * MIB };
  });

function stateOf({ uuid, name, free, memoryMb }: GpuDevice & { free: number }, taken: readonly GpuShare[]): string {
  const holders = new Set(taken.filter((share) => share.uuid === uuid).map(({ holder }) => holder));
  const by = holders.size === 0 ? '' : `, taken by ${[...holders].join(' and ')}`;
  return `${name}: ${free} of ${memoryMb} MiB free${by}`;
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
