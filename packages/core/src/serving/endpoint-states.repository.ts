import type { Db } from '../kernel/db.js';
import { namedVariants, type ConfigRow, type SeenRow } from './serving.repository.js';

/** EndpointState is what holds at an endpoint now: its config, what live gateways report, and the rollout that is under way. */
export interface EndpointState {
  config: ConfigRow;
  seen: SeenRow[];
  activeRolloutId: string | null;
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

  private configs(ids: readonly string[]): Promise<(ConfigRow & { endpointId: string })[]> {
    return this.db.prisma.$queryRaw`
      SELECT c."endpointId", c."number", c."rolloutId", ${namedVariants}
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

  private rollouts(ids: readonly string[]): Promise<{ endpointId: string; id: string }[]> {
    const where = { endpointId: { in: [...ids] }, endedAt: null };
    return this.db.prisma.rollout.findMany({ where, select: { endpointId: true, id: true } });
  }
}
