import type { DockerEngine } from '../kernel/docker/docker-engine.js';
import type { Tx } from '../kernel/db.js';
import type { Kit } from '../kernel/kit.js';
import type { ContainersRepository } from './containers.repository.js';
import { GpuHoldsRepository, type GpuHolder } from './gpu-holds.repository.js';
import {
  gpuMemory,
  placeGpus,
  type GpuDevice,
  type GpuMemory,
  type GpuPlace,
  type GpuShare,
  type GpuWish,
} from './runtimes/place-gpus.js';
import { probeGpus } from './runtimes/probe-gpus.js';

const FRESH_MS = 300_000;

/** GpuAsker is the image by which an engine is asked for its GPUs, and the labels of the container that asks. */
export interface GpuAsker {
  image: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * GpuLedger tells which GPUs of the engine are taken, by replicas (their rows) and by others such as training runs (`GpuHold`). Placements come one
 * after another, so that none is given twice.
 */
export class GpuLedger {
  private readonly holds: GpuHoldsRepository;
  private probed: { devices: GpuDevice[]; at: Date } | null = null;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { engine: DockerEngine; repository: ContainersRepository },
  ) {
    this.holds = new GpuHoldsRepository(kit.db);
  }

  /** place gives devices to whoever `write` writes down, in the transaction that saw them free. An engine that gives none is `unavailable`, with the remedy. */
  async place(wish: GpuWish, asker: GpuAsker, write: (tx: Tx, uuids: string[]) => Promise<void>): Promise<GpuPlace> {
    const devices = await this.devices(asker);
    return this.kit.db.transaction(async (tx) => {
      await this.holds.lock(tx);
      const place = placeGpus(devices, await this.taken(tx), wish);
      if ('uuids' in place) await write(tx, place.uuids);
      return place;
    });
  }

  /** hold gives devices to something that is no replica, until it is released; what it held before is replaced. */
  async hold(holder: GpuHolder, wish: GpuWish, asker: GpuAsker): Promise<GpuPlace> {
    await this.release(holder.id);
    return this.place(wish, asker, (tx, uuids) => this.holds.add(tx, holder, uuids, wish.memoryMb));
  }

  /** release gives back what something holds; nothing is fine. */
  release(holderId: string): Promise<void> {
    return this.holds.drop(holderId);
  }

  /** releaseLost gives back what is held by those that are not alive any more. */
  async releaseLost(isAlive: (holderId: string) => Promise<boolean>): Promise<void> {
    for (const id of await this.holds.holderIds()) if (!(await isAlive(id))) await this.release(id);
  }

  /** devices asks the engine, at most every five minutes. */
  async devices({ image, labels }: GpuAsker): Promise<GpuDevice[]> {
    const now = this.kit.clock.now();
    if (this.probed === null || now.getTime() - this.probed.at.getTime() > FRESH_MS)
      this.probed = { devices: await probeGpus(this.deps.engine, image, labels), at: now };
    return this.probed.devices;
  }

  /** memory tells what is held of the devices that this process knows: none before somebody wanted one. */
  async memory(): Promise<GpuMemory[]> {
    const devices = this.probed?.devices ?? [];
    return devices.length === 0 ? [] : gpuMemory(devices, await this.taken(this.kit.db.prisma));
  }

  private async taken(tx: Tx): Promise<GpuShare[]> {
    const replicas = await this.deps.repository.live(tx);
    const byReplicas = replicas.flatMap(({ gpus, spec }) =>
      gpus.map((uuid) => ({ uuid, memoryMb: spec.container.gpuMemoryMb, holder: `endpoint ${spec.endpoint}` })),
    );
    return [...byReplicas, ...(await this.holds.all(tx))];
  }
}
