import type { Gate, GatePolicy, NewGatePolicy } from '@slipway/contracts';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import type { Renaming } from '../registry/index.js';

/** GatesRepository keeps what is asked of versions. */
export class GatesRepository {
  constructor(private readonly db: Db) {}

  async find(workspaceId: string, model: string, tx: Tx = this.db.prisma): Promise<GatePolicy | null> {
    const row = await tx.gatePolicy.findUnique({ where: { workspaceId_model: { workspaceId, model } } });
    if (row === null) return null;
    const { workspaceId: _, gates, updatedAt, ...rest } = row;
    return { ...rest, gates: gates as unknown as Gate[], updatedAt: updatedAt.toISOString() };
  }

  async set(tx: Tx, workspaceId: string, model: string, policy: NewGatePolicy, updatedBy: string): Promise<void> {
    const data = { ...policy, gates: toJson(policy.gates), updatedBy };
    await tx.gatePolicy.upsert({
      where: { workspaceId_model: { workspaceId, model } },
      create: { workspaceId, model, ...data },
      update: data,
    });
  }

  /** rename moves a policy along with its model; under the old name it stays for a model that has it now. */
  async rename(tx: Tx, { workspaceId, before, name }: Renaming): Promise<void> {
    if ((await tx.model.count({ where: { workspaceId, name: before, deletedAt: null } })) > 0) return;
    await tx.gatePolicy.deleteMany({ where: { workspaceId, model: name } });
    await tx.gatePolicy.updateMany({ where: { workspaceId, model: before }, data: { model: name } });
  }

  async delete(tx: Tx, workspaceId: string, model: string): Promise<void> {
    await tx.gatePolicy.delete({ where: { workspaceId_model: { workspaceId, model } } });
  }
}
