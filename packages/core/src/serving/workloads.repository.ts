import type { Prisma } from '@slipway/db';
import { toJson, type Db } from '../kernel/db.js';
import type { WantedReplicas } from './runtime.js';
import { workloadName } from './runtimes/workload-name.js';
import type { StoredSpec } from './containers.repository.js';

/** WorkloadRecord is a version in a cluster as its row has it, its spec understood. */
export type WorkloadRecord = Omit<Prisma.ClusterWorkloadGetPayload<object>, 'spec'> & { spec: StoredSpec };

/** AppliedWorkload is a version whose manifests the cluster took. */
export type AppliedWorkload = Pick<
  WorkloadRecord,
  'spec' | 'appliedDigest' | 'appliedAt' | 'namespace' | 'name' | 'address' | 'wantedReplicas' | 'detail'
>;

/** WorkloadRuntime is a runtime whose product keeps workloads running by itself. */
export type WorkloadRuntime = 'kubernetes' | 'swarm';

/** WorkloadMember is a replica of a workload that gateways choose themselves. */
export interface WorkloadMember {
  id: string;
  address: string;
}

/** workloadsOf lists the workloads of an endpoint, whatever they run in. */
export async function workloadsOf(db: Db, endpointId: string): Promise<WorkloadRecord[]> {
  const rows = await db.prisma.clusterWorkload.findMany({ where: { endpointId }, orderBy: { name: 'asc' } });
  return rows as unknown as WorkloadRecord[];
}

/** WorkloadsRepository keeps a row for each version in one runtime. */
export class WorkloadsRepository {
  constructor(
    private readonly db: Db,
    private readonly runtime: WorkloadRuntime,
  ) {}

  /** all returns every row of the runtime. */
  async all(): Promise<WorkloadRecord[]> {
    const where = { runtime: this.runtime };
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
      where: this.keyOf(spec),
      create: { endpointId, versionId, runtime: this.runtime, ...change },
      update: change,
    });
  }

  /** saveRefused notes why a version's manifests were not applied; one that runs already goes on as it runs. */
  async saveRefused(name: string, spec: StoredSpec, detail: string, appliedAt: Date): Promise<void> {
    const { endpointId, versionId, container } = spec;
    const refused = { detail, appliedAt, appliedDigest: null };
    const place = { name, namespace: '', address: '', wantedReplicas: container.replicas };
    await this.db.prisma.clusterWorkload.upsert({
      where: this.keyOf(spec),
      create: {
        endpointId,
        versionId,
        runtime: this.runtime,
        ...refused,
        ...place,
        spec: toJson(spec),
        state: 'failed',
      },
      update: refused,
    });
    await this.db.prisma.clusterWorkload.updateMany({
      where: { name, runtime: this.runtime, readyReplicas: 0 },
      data: { state: 'failed' },
    });
  }

  /** refuse is saveRefused for what could not even be planned. */
  refuse(wanted: WantedReplicas, why: string, now: Date): Promise<void> {
    return this.saveRefused(workloadName(wanted), { ...wanted, protocol: 'open-inference' }, why, now);
  }

  /** update changes what is known of a workload. */
  async update(name: string, change: Prisma.ClusterWorkloadUpdateManyMutationInput): Promise<void> {
    await this.db.prisma.clusterWorkload.updateMany({ where: { name, runtime: this.runtime }, data: change });
  }

  /** remove forgets a workload. */
  async remove(name: string): Promise<void> {
    await this.db.prisma.clusterWorkload.deleteMany({ where: { name, runtime: this.runtime } });
  }

  private keyOf({ endpointId, versionId }: StoredSpec) {
    return { endpointId_versionId_runtime: { endpointId, versionId, runtime: this.runtime } };
  }
}
