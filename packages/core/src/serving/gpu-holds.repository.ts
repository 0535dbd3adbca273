import type { Db, Tx } from '../kernel/db.js';
import type { GpuShare } from './runtimes/place-gpus.js';

/** GpuHolder is who holds GPUs beside replicas: an id, and what people call it. */
export interface GpuHolder {
  id: string;
  name: string;
}

/** GpuHoldsRepository keeps which GPUs are held by something that is no replica. */
export class GpuHoldsRepository {
  constructor(private readonly db: Db) {}

  /** lock lets one placement at a time read the ledger and write to it, until the transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gpus', 0))`;
  }

  /** all are the shares that are held. */
  async all(tx: Tx): Promise<GpuShare[]> {
    return tx.gpuHold.findMany({ select: { uuid: true, memoryMb: true, holder: true } });
  }

  async add(
    tx: Tx,
    { id: holderId, name: holder }: GpuHolder,
    uuids: string[],
    memoryMb: number | null,
  ): Promise<void> {
    await tx.gpuHold.createMany({ data: uuids.map((uuid) => ({ holderId, holder, uuid, memoryMb })) });
  }

  async drop(holderId: string, tx: Tx = this.db.prisma): Promise<void> {
    await tx.gpuHold.deleteMany({ where: { holderId } });
  }

  /** holderIds are all that hold any. */
  async holderIds(): Promise<string[]> {
    const rows = await this.db.prisma.gpuHold.findMany({ distinct: ['holderId'], select: { holderId: true } });
    return rows.map(({ holderId }) => holderId);
  }
}
