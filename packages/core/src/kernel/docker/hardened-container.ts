import type { ContainerCreateOptions } from 'dockerode';

const MIB = 1_048_576;
/** Nobody in particular, as in distroless images. */
const NOBODY = '65532:65532';

/** Mount is a file or folder of the engine's machine, as a container sees it. */
export interface Mount {
  source: string;
  target: string;
  isReadOnly: boolean;
}

/** ContainerWish is all that a caller may say about a container; everything else is the template's. */
export interface ContainerWish {
  name: string;
  image: string;
  /** Null keeps the image's own. */
  command: readonly string[] | null;
  labels: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
  mounts: readonly Mount[];
  memoryMb: number;
  cpus: number;
  /** UUIDs of GPUs or of their MIG parts; never a count, which would always take the first ones. */
  gpus: readonly string[];
  /** Name of a network; null is none at all. */
  network: string | null;
  /** Writable memory at /tmp, in MiB. */
  scratchMb: number;
  /** uid:gid; nobody in particular unless told. */
  user?: string;
}

/**
 * hardenedContainer is the one template of every container that Slipway starts: nobody as user, no capabilities, no new privileges, the
 * engine's seccomp profile, a read-only root with a small /tmp that runs no programs, bounded processes, memory (no swap), CPU and log, no
 * network of the host, no published port, the named GPUs only.
 */
export function hardenedContainer(wish: ContainerWish): ContainerCreateOptions {
  return {
    name: wish.name,
    Image: wish.image,
    ...(wish.command && { Cmd: [...wish.command] }),
    User: wish.user ?? NOBODY,
    Env: Object.entries(wish.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...wish.labels },
    StopTimeout: 15,
    HostConfig: {
      AutoRemove: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Privileged: false,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${wish.scratchMb}m` },
      PidsLimit: 256,
      Memory: wish.memoryMb * MIB,
      MemorySwap: wish.memoryMb * MIB,
      NanoCpus: Math.round(wish.cpus * 1e9),
      NetworkMode: wish.network ?? 'none',
      IpcMode: 'private',
      // Slipway itself decides when a container comes back, so that its exit and the reason are seen.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
      Mounts: wish.mounts.map(({ source, target, isReadOnly }) => ({
        Type: 'bind',
        Source: source,
        Target: target,
        ReadOnly: isReadOnly,
      })),
      ...(wish.gpus.length > 0 && { DeviceRequests: [gpuRequest(wish.gpus)] }),
    },
  };
}

/** Capabilities is an OR list of AND lists. Count and DeviceIDs exclude each other; without both a container would start without any GPU. */
const gpuRequest = (gpus: readonly string[]) => ({
  Driver: '',
  DeviceIDs: [...gpus],
  Capabilities: [['gpu', 'compute', 'utility']],
});
