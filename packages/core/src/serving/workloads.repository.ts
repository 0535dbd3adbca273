import type { Prisma } from '@slipway/db';
import { toJson, type Db } from '../kernel/db.js';
import type { StoredSpec } from './containers.repository.js';

/** WorkloadRecord is a version in a cluster as its row has it, its spec understood. */
export type WorkloadRecord = Omit<Prisma.ClusterWorkloadGetPayload<object>, 'spec'> & { spec: StoredSpec };

/** AppliedWorkload is a version whose manifests the cluster took. */
export type AppliedWorkload = Pick<
  WorkloadRecord,
  'spec' | 'appliedDigest' | 'appliedAt' | 'namespace' | 'name' | 'address' | 'wantedReplicas' | 'detail'
>;

/** WorkloadsRepository keeps a row for each version in a cluster. */
export class WorkloadsRepository {
  constructor(private readonly db: Db) {}

  /** all returns every row, or those of one endpoint. */
  async all(endpointId?: string): Promise<WorkloadRecord[]> {
    const where = endpointId === undefined ? {} : { endpointId };
    return (await this.db.prisma.clusterWorkload.findMany({
      where,
      orderBy: { name: 'asc' },
    })) as unknown as WorkloadRecord[];
  }

  /** saveApplied writes what was applied. */
  async saveApplied({ spec, ...applied }: AppliedWorkload): Promise<void> {
    const { endpointId, versionId } = spec;
    const change = { ...applied, spec: toJson(spec), drainingAt: null };
    await this.db.prisma.clusterWorkload.upsert({
      where: { endpointId_versionId: { endpointId, versionId } },
      create: { endpointId, versionId, ...change },
      update: change,
    });
  }

  /** saveRefused notes why a version's manifests were not applied; one that runs already goes on as it runs. */
  async saveRefused(name: string, spec: StoredSpec, detail: string, appliedAt: Date): Promise<void> {
    const { endpointId, versionId, container } = spec;
    const refused = { detail, appliedAt, appliedDigest: null };
    const place = { name, namespace: '', address: '', wantedReplicas: container.replicas };
    await this.db.prisma.clusterWorkload.upsert({
      where: { endpointId_versionId: { endpointId, versionId } },
      create: { endpointId, versionId, ...refused, ...place, spec: toJson(spec), state: 'failed' },
      update: refused,
    });
    await this.db.prisma.clusterWorkload.updateMany({
      where: { name, readyReplicas: 0 },
      data: { state: 'failed' },
    });
  }

  /** update changes what is known of a workload. */
  async update(name: string, change: Prisma.ClusterWorkloadUpdateManyMutationInput): Promise<void> {
    await this.db.prisma.clusterWorkload.updateMany({ where: { name }, data: change });
  }

  /** remove forgets a workload. */
  async remove(name: string): Promise<void> {
    await this.db.prisma.clusterWorkload.deleteMany({ where: { name } });
  }
}
