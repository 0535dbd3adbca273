import type { Db } from '../kernel/db.js';
import { namedVariants, type ConfigRow, type SeenRow } from './serving.repository.js';

/** EndpointState is what holds at an endpoint now: its config, what live gateways report, and the rollout that is under way. */
export interface EndpointState {
  config: ConfigRow & ConfigOrigin;
  seen: SeenRow[];
  activeRolloutId: string | null;
}

/** ConfigOrigin is who made a config, when and why. */
interface ConfigOrigin {
  why: string;
  createdBy: string;
  createdAt: Date;
}

/** ReplicaUsage is what one replica takes: memory in MiB, and how many processors it kept busy of late; null for what is not measured. */
export interface ReplicaUsage {
  memoryMb: number | null;
  cpuCores: number | null;
}

/** EndpointStatesRepository reads the states of many endpoints with as few questions as of one. */
export class EndpointStatesRepository {
  constructor(private readonly db: Db) {}

  /** states returns the state of each endpoint by its id; endpoints that are gone are left out. */
  async states(ids: readonly string[]): Promise<ReadonlyMap<string, EndpointState>> {
    const [configs, seen, rollouts] = await Promise.all([this.configs(ids), this.seen(ids), this.rollouts(ids)]);
    const reports = Map.groupBy(seen, ({ endpointId }) => endpointId);
    const active = new Map(rollouts.map(({ endpointId, id }) => [endpointId, id]));
    return new Map(
      configs.map(({ endpointId, ...config }) => [
        endpointId,
        { config, seen: reports.get(endpointId) ?? [], activeRolloutId: active.get(endpointId) ?? null },
      ]),
    );
  }

  private configs(ids: readonly string[]): Promise<(ConfigRow & ConfigOrigin & { endpointId: string })[]> {
    return this.db.prisma.$queryRaw`
      SELECT c."endpointId", c."number", c."rolloutId", c."why", c."createdBy", c."createdAt", ${namedVariants}
      FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      WHERE e."id" = ANY(${ids}::uuid[])`;
  }

  /** seen lists what live gateways report of each endpoint. */
  seen(ids: readonly string[]): Promise<(SeenRow & { endpointId: string })[]> {
    return this.db.prisma.$queryRaw`
      SELECT s."endpointId", s."gateway", s."configNumber", s."variants", s."seenAt", e."configNumber" AS "wantedConfig"
      FROM "GatewaySeen" s JOIN "Endpoint" e ON e."id" = s."endpointId"
      WHERE s."endpointId" = ANY(${ids}::uuid[]) AND s."seenAt" > now() - interval '5 seconds'`;
  }

  /** usage is what each replica of a version takes: models and processes as gateways report them, containers as their engine measured them. */
  async usage(endpointId: string, version: { id: string; model: string; version: number }): Promise<ReplicaUsage[]> {
    const seen = (await this.seen([endpointId]))
      .flatMap(({ variants }) => variants)
      .filter((variant) => variant.model === version.model && variant.version === version.version);
    const containers = await this.db.prisma.replicaContainer.findMany({
      where: { endpointId, versionId: version.id, endedAt: null },
      select: { memoryMb: true, cpuCores: true },
    });
    const inGateways = seen.map(({ memoryBytes = null, cpuCores = null }) => ({
      memoryMb: memoryBytes && memoryBytes / 1_048_576,
      cpuCores,
    }));
    return [...inGateways, ...containers];
  }

  private rollouts(ids: readonly string[]): Promise<{ endpointId: string; id: string }[]> {
    const where = { endpointId: { in: [...ids] }, endedAt: null };
    return this.db.prisma.rollout.findMany({ where, select: { endpointId: true, id: true } });
  }
}
