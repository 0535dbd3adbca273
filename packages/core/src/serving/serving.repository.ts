import type {
  ContainerSpec,
  ExternalTarget,
  ModelFacts,
  ModelFile,
  Redaction,
  ReplicaChoice,
  Runtime,
  TrafficLimits,
  VersionSchema,
} from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import type { Profile } from '@slipway/stats';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { notFound } from '../kernel/errors.js';
import type { Assignment } from './assignment.js';
import type { RoutedContainers } from './containers.repository.js';
import type { BlastLimits, ConfigVariant, Route, RoutedVariant } from './route.js';

/** EndpointRow is an endpoint as stored. */
export type EndpointRow = Prisma.EndpointGetPayload<object>;

/** ConfigRow is one immutable config of an endpoint. */
export interface ConfigRow {
  number: number;
  variants: ConfigVariant[];
  rolloutId: string | null;
}

/** SeenVariant is one variant as a gateway runs it. */
export interface SeenVariant {
  role: string;
  version: number;
  model: string;
  /** Absent in what an older gateway said. */
  runtime?: string;
  state: string;
  where: string;
  outstanding: number;
  restarts: number;
  /** Memory of what a gateway runs itself; absent in what an older gateway said. */
  memoryBytes?: number | null;
  /** How many processors it kept busy of late; null where it has no process of its own, absent in what an older gateway said. */
  cpuCores?: number | null;
  detail: string | null;
}

/** SeenReport is what a gateway runs of an endpoint: the config that it answers by, and the variants that it holds or prepares. */
export interface SeenReport {
  endpointId: string;
  configNumber: number;
  variants: SeenVariant[];
}

/** SeenRow is what one live gateway said last of an endpoint. */
export interface SeenRow extends Omit<SeenReport, 'endpointId'> {
  gateway: string;
  seenAt: Date;
  /** The config that the endpoint had when this was read. */
  wantedConfig: number;
}

/** namedVariants are the variants of a config `c`: it never changes, but a model in it may have got another name since. */
export const namedVariants = Prisma.sql`(SELECT jsonb_agg(v.variant || jsonb_build_object('model', coalesce(m."modelName", v.variant->>'model')) ORDER BY v.place)
  FROM jsonb_array_elements(c."variants") WITH ORDINALITY AS v(variant, place) LEFT JOIN "ModelVersion" m ON m."id" = (v.variant->>'versionId')::uuid) AS "variants"`;

/** ServingRepository keeps endpoints, their configs and what gateways report. */
export class ServingRepository {
  constructor(private readonly db: Db) {}

  find(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<EndpointRow | null> {
    return tx.endpoint.findFirst({ where: { workspaceId, name } });
  }

  byId(id: string, tx: Tx = this.db.prisma): Promise<EndpointRow | null> {
    return tx.endpoint.findUnique({ where: { id } });
  }

  list(
    workspaceId: string,
    query: { limit: number; q?: string; after?: string; names?: string[] },
  ): Promise<EndpointRow[]> {
    return this.db.prisma.endpoint.findMany({
      where: {
        workspaceId,
        name: {
          ...(query.after !== undefined && { gt: query.after }),
          ...(query.q && { contains: query.q }),
          ...(query.names && { in: query.names }),
        },
      },
      orderBy: { name: 'asc' },
      take: query.limit + 1,
    });
  }

  /** isTaken tells whether any workspace has an endpoint of a name. */
  async isTaken(name: string): Promise<boolean> {
    return (await this.db.prisma.endpoint.findUnique({ where: { name }, select: { id: true } })) !== null;
  }

  async create(tx: Tx, endpoint: Prisma.EndpointUncheckedCreateInput): Promise<void> {
    await tx.endpoint.create({ data: endpoint });
  }

  async update(tx: Tx, id: string, change: Prisma.EndpointUncheckedUpdateInput): Promise<void> {
    await tx.endpoint.update({ where: { id }, data: change });
  }

  async remove(tx: Tx, id: string): Promise<void> {
    for (const table of [
      'TrafficBucket',
      'ShadowBucket',
      'ShadowPair',
      'Replay',
      'CellMinute',
      'GatewaySeen',
      'Watermark',
    ])
      await tx.$executeRawUnsafe(`DELETE FROM "${table}" WHERE "endpointId" = $1::uuid`, id);
    await tx.endpoint.delete({ where: { id } });
  }

  /** lock makes whoever changes the endpoint's routing wait for this transaction. */
  async lock(tx: Tx, id: string): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM "Endpoint" WHERE "id" = ${id}::uuid FOR UPDATE`;
  }

  /** servedVersions are the versions that an endpoint's current config routes to. */
  async servedVersions(tx: Tx, endpointId: string): Promise<ReadonlySet<string>> {
    const rows = await tx.$queryRaw<{ variants: ConfigVariant[] }[]>`
      SELECT c."variants" FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      WHERE e."id" = ${endpointId}::uuid`;
    return new Set(rows.flatMap(({ variants }) => variants.map(({ versionId }) => versionId)));
  }

  /** endpointsAsking lists endpoints whose current config holds an endpoint of others that is asked with a secret. */
  endpointsAsking(tx: Tx, workspaceId: string, secret: string): Promise<{ name: string }[]> {
    return tx.$queryRaw<{ name: string }[]>`
      SELECT e."name" FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      CROSS JOIN jsonb_array_elements(c."variants") AS variant
      JOIN "ModelVersion" v ON v."id" = (variant->>'versionId')::uuid
      WHERE e."workspaceId" = ${workspaceId} AND v."target"->'auth'->>'secret' = ${secret} LIMIT 1`;
  }

  /** nextConfigNumber locks the endpoint's row, so that configs are appended one after another. */
  async nextConfigNumber(tx: Tx, endpointId: string): Promise<number> {
    const rows = await tx.$queryRaw<
      { number: number }[]
    >`UPDATE "Endpoint" SET "configNumber" = "configNumber" + 1, "updatedAt" = now() WHERE "id" = ${endpointId}::uuid RETURNING "configNumber" AS "number"`;
    const [row] = rows;
    if (row === undefined) throw notFound('endpoint', endpointId);
    return row.number;
  }

  async addConfig(
    tx: Tx,
    config: {
      endpointId: string;
      number: number;
      variants: ConfigVariant[];
      salt: string;
      rolloutId: string | null;
      assignment: Assignment;
      why: string;
      createdBy: string;
    },
  ): Promise<void> {
    await tx.endpointConfig.create({
      data: { ...config, variants: toJson(config.variants), assignment: toJson(config.assignment) },
    });
  }

  async config(endpointId: string, number: number, tx: Tx = this.db.prisma): Promise<ConfigRow> {
    const [row] = await tx.$queryRaw<ConfigRow[]>`
      SELECT c."number", c."rolloutId", ${namedVariants} FROM "EndpointConfig" c WHERE c."endpointId" = ${endpointId}::uuid AND c."number" = ${number}`;
    if (row === undefined) throw notFound('config', String(number));
    return row;
  }

  /** earlierStable finds the newest config before the current one whose stable version is another (or is `version`). */
  async earlierStable(tx: Tx, endpointId: string, current: string, version?: number): Promise<ConfigVariant | null> {
    const rows = await tx.$queryRaw<{ variants: ConfigVariant[] }[]>`
      SELECT ${namedVariants} FROM "EndpointConfig" c WHERE c."endpointId" = ${endpointId}::uuid ORDER BY c."number" DESC LIMIT 200`;
    for (const { variants } of rows) {
      const stable = variants.find((variant) => variant.role === 'stable');
      if (stable !== undefined && stable.versionId !== current && (version === undefined || stable.version === version))
        return stable;
    }
    return null;
  }

  /**
   * saveSeen stores a gateway's whole report in one statement: what changed, and what was not said again for so long that it would soon count as not seen. What
   * gateways said an hour ago is forgotten.
   */
  async saveSeen(gateway: string, reports: readonly SeenReport[]): Promise<void> {
    await this.db.prisma.$executeRaw`
      WITH old AS (DELETE FROM "GatewaySeen" WHERE "seenAt" < now() - interval '1 hour')
      INSERT INTO "GatewaySeen" AS s ("gateway", "endpointId", "configNumber", "variants", "seenAt")
      SELECT ${gateway}, r."endpointId", r."configNumber", r."variants", now()
      FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS r("endpointId" uuid, "configNumber" int, "variants" jsonb)
      ON CONFLICT ("gateway", "endpointId") DO UPDATE SET "configNumber" = excluded."configNumber", "variants" = excluded."variants", "seenAt" = excluded."seenAt"
      WHERE s."configNumber" <> excluded."configNumber" OR s."variants" <> excluded."variants" OR s."seenAt" < now() - interval '1500 milliseconds'`;
  }

  async forgetSeen(gateway: string): Promise<void> {
    await this.db.prisma.gatewaySeen.deleteMany({ where: { gateway } });
  }

  async activeRollout(endpointId: string, tx: Tx = this.db.prisma): Promise<string | null> {
    const row = await tx.rollout.findFirst({ where: { endpointId, endedAt: null }, select: { id: true } });
    return row?.id ?? null;
  }

  /** endpointsServing lists endpoints whose current config holds the version. */
  endpointsServing(tx: Tx, versionId: string): Promise<{ name: string }[]> {
    return tx.$queryRaw<{ name: string }[]>`
      SELECT e."name" FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      WHERE c."variants" @> ${JSON.stringify([{ versionId }])}::jsonb`;
  }

  /** endpointsServingModel lists endpoints whose current config holds a version of the model. */
  endpointsServingModel(tx: Tx, modelId: string): Promise<{ name: string; version: number }[]> {
    return tx.$queryRaw<{ name: string; version: number }[]>`
      SELECT e."name", v."version" FROM "Endpoint" e
      JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      CROSS JOIN jsonb_array_elements(c."variants") AS variant
      JOIN "ModelVersion" v ON v."id" = (variant->>'versionId')::uuid AND v."modelId" = ${modelId}::uuid LIMIT 1`;
  }

  /** endpointsOfModel lists names of endpoints whose current config holds a version of the model. */
  async endpointsOfModel(workspaceId: string, model: string): Promise<string[]> {
    const rows = await this.db.prisma.$queryRaw<{ name: string }[]>`
      SELECT e."name" FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      WHERE e."workspaceId" = ${workspaceId} AND EXISTS (SELECT 1 FROM jsonb_array_elements(c."variants") v
        JOIN "ModelVersion" m ON m."id" = (v->>'versionId')::uuid WHERE m."modelName" = ${model} AND m."workspaceId" = ${workspaceId})`;
    return rows.map(({ name }) => name);
  }

  /** routes loads everything that a gateway needs, in three queries however many endpoints there are. */
  async routes(containers: RoutedContainers): Promise<Route[]> {
    const endpoints = await this.db.prisma.$queryRaw<EndpointWithConfig[]>`
      SELECT e."id", e."workspaceId", e."name", e."auth", e."sampleRate", e."logRowsPerSecond", e."redactions", e."redactionKey", e."limits", e."cacheSeconds", e."batchRows", e."batchDelayMs", e."runtime", e."container", e."replicaChoice", e."schema", e."configNumber",
        ${namedVariants}, c."salt", c."rolloutId", c."assignment",
        CASE WHEN r."endedAt" IS NULL THEN r."policy" END AS "policy", CASE WHEN r."endedAt" IS NULL THEN r."frozen"->'slowMs' END AS "slowMs"
      FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber" LEFT JOIN "Rollout" r ON r."id" = c."rolloutId"`;
    const versionIds = [...new Set(endpoints.flatMap(({ variants }) => variants.map(({ versionId }) => versionId)))];
    const versions = await this.db.prisma.modelVersion.findMany({
      where: { id: { in: versionIds } },
      select: { id: true, schema: true, facts: true, files: true, target: true },
    });
    const byId = new Map(versions.map((version) => [version.id, version]));
    const stableIds = endpoints.flatMap(({ variants }) =>
      variants.filter(({ role }) => role === 'stable').map(({ versionId }) => versionId),
    );
    const baselines = await this.db.prisma.$queryRaw<
      { id: string; versionId: string; profiles: Record<string, Profile> }[]
    >`
      SELECT DISTINCT ON ("versionId") "id", "versionId", "profiles" FROM "Baseline" WHERE "versionId" = ANY(${stableIds}::uuid[]) ORDER BY "versionId", "createdAt" DESC`;
    return endpoints.map((endpoint) => ({
      endpointId: endpoint.id,
      workspaceId: endpoint.workspaceId,
      name: endpoint.name,
      auth: endpoint.auth,
      sampleRate: endpoint.sampleRate,
      logRowsPerSecond: endpoint.logRowsPerSecond,
      redactions: endpoint.redactions,
      redactionKey: endpoint.redactionKey,
      trafficLimits: endpoint.limits,
      cacheSeconds: endpoint.cacheSeconds,
      batchRows: endpoint.batchRows,
      batchDelayMs: endpoint.batchDelayMs,
      schema: endpoint.schema,
      configNumber: endpoint.configNumber,
      salt: endpoint.salt,
      rolloutId: endpoint.rolloutId,
      assignment: endpoint.assignment,
      limits: endpoint.policy,
      slowMs: endpoint.slowMs,
      variants: endpoint.variants.flatMap((variant) => {
        const key = `${endpoint.id} ${variant.versionId}`;
        const { runtime, container } = containers.deployments.get(key) ?? endpoint;
        const maySleep = container?.autoscale?.minReplicas === 0;
        const failure = containers.failures.get(key) ?? (runtime === 'docker' ? containers.engineFailure : null);
        return routedVariant({ ...variant, runtime, failure, maySleep }, byId.get(variant.versionId));
      }),
      replicas: containers.ready.get(endpoint.id) ?? [],
      replicaChoice: endpoint.replicaChoice,
      baseline:
        baselines.find(({ versionId }) =>
          endpoint.variants.some((variant) => variant.role === 'stable' && variant.versionId === versionId),
        ) ?? null,
    }));
  }
}

interface EndpointWithConfig {
  id: string;
  workspaceId: string;
  name: string;
  auth: 'token' | 'public';
  sampleRate: number;
  logRowsPerSecond: number | null;
  redactions: Redaction[];
  redactionKey: string;
  limits: TrafficLimits;
  cacheSeconds: number | null;
  batchRows: number | null;
  batchDelayMs: number;
  runtime: Runtime;
  container: ContainerSpec | null;
  replicaChoice: ReplicaChoice;
  schema: VersionSchema;
  configNumber: number;
  variants: ConfigVariant[];
  salt: string;
  rolloutId: string | null;
  assignment: Assignment;
  policy: BlastLimits | null;
  slowMs: Route['slowMs'];
}

function routedVariant(
  variant: ConfigVariant & Pick<RoutedVariant, 'runtime' | 'failure' | 'maySleep'>,
  version: { schema: unknown; facts: unknown; files: unknown; target: unknown } | undefined,
): RoutedVariant[] {
  const files = version?.files as ModelFile[] | undefined;
  const file = files?.find(({ path }) => variant.runtime === 'external' || path.endsWith('.onnx'));
  if (version === undefined || file === undefined) return [];
  const facts = version.facts as Pick<ModelFacts, 'runMs' | 'memoryBytes'> | null;
  return [
    {
      ...variant,
      target: version.target as ExternalTarget | null,
      schema: version.schema as VersionSchema,
      modelDigest: file.digest,
      runMs: facts?.runMs ?? null,
      memoryBytes: facts?.memoryBytes ?? file.sizeBytes,
    },
  ];
}
