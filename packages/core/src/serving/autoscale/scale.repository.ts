import type { ScalePoint } from '@slipway/contracts';
import { LatencySketch, type SerializedLatencySketch } from '@slipway/stats';
import { toJson, type Db, type Tx } from '../../kernel/db.js';
import type { Scaling } from './decide-replicas.js';

/** ScaledRow is a version whose replicas follow its load, as it was left. */
export interface ScaledRow {
  endpointId: string;
  versionId: string;
  scaling: Scaling;
  why: string | null;
  points: ScalePoint[];
}

/** ScaleRepository keeps how many replicas versions have, and reads the load that decides. */
export class ScaleRepository {
  constructor(private readonly db: Db) {}

  /** all returns every row, or those of one endpoint. */
  async all(endpointId?: string): Promise<ScaledRow[]> {
    const where = endpointId === undefined ? {} : { endpointId };
    return (await this.db.prisma.replicaScale.findMany({ where })) as unknown as ScaledRow[];
  }

  async save(tx: Tx, { endpointId, versionId, scaling, points, why }: ScaledRow, updatedAt: Date): Promise<void> {
    const said = { scaling: toJson(scaling), points: toJson(points), why, updatedAt };
    await tx.replicaScale.upsert({
      where: { endpointId_versionId: { endpointId, versionId } },
      create: { endpointId, versionId, ...said },
      update: said,
    });
  }

  /** keepOnly forgets the rows of versions that are not scaled any more. */
  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    for (const { endpointId, versionId } of await this.all())
      if (!keys.has(`${endpointId} ${versionId}`))
        await this.db.prisma.replicaScale.deleteMany({ where: { endpointId, versionId } });
  }

  /** openRequests adds up what live gateways report as waiting for an answer, by `<endpoint id> <model> <version>`. */
  async openRequests(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.prisma.$queryRaw<{ key: string; open: number }[]>`
      SELECT s."endpointId" || ' ' || (v->>'model') || ' ' || (v->>'version') AS "key", sum((v->>'outstanding')::float8)::float8 AS "open"
      FROM "GatewaySeen" s CROSS JOIN jsonb_array_elements(s."variants") v
      WHERE s."seenAt" > now() - interval '5 seconds' GROUP BY 1`;
    return new Map(rows.map(({ key, open }) => [key, open]));
  }

  /** p95Ms is the 95th percentile of a version's answers since a time; null without any. */
  async p95Ms(endpointId: string, versionId: string, since: Date): Promise<number | null> {
    const rows = await this.db.prisma.$queryRaw<{ latency: SerializedLatencySketch[] }[]>`
      SELECT "latency" FROM "TrafficBucket"
      WHERE "endpointId" = ${endpointId}::uuid AND "versionId" = ${versionId}::uuid AND "bucketAt" >= ${since}`;
    const all = new LatencySketch();
    for (const part of rows.flatMap(({ latency }) => latency)) all.merge(LatencySketch.deserialize(part));
    return all.count === 0 ? null : all.quantile(0.95);
  }
}
