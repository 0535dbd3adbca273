import type { ContainerSpec, EngineCapacity, Runtime, VariantRuntime } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import type { Scaling } from './autoscale/decide-replicas.js';
import type { ConfigVariant, ReplicaProtocol, RoutedReplica } from './route.js';
import type { Capacity, WantedReplicas } from './runtime.js';
import type { WorkloadMember } from './workloads.repository.js';

const WINDOW_MS = 600_000;
const GIVE_UP_AFTER = 3;
const ENGINE = 'docker engine';
const ENGINE_FRESH_MS = 60_000;

/** StoredSpec is all that a container runs by, as its row keeps it. */
export interface StoredSpec extends WantedReplicas {
  protocol: ReplicaProtocol;
}

/** ReplicaRow is a container's row, its spec understood. */
export type ReplicaRow = Omit<Prisma.ReplicaContainerGetPayload<object>, 'spec'> & { spec: StoredSpec };

/** NewContainer is a row before its container. */
export interface NewContainer {
  id: string;
  specDigest: string;
  spec: StoredSpec;
  image: string;
  gpus: string[];
  createdAt: Date;
}

/** ContainerChange is what is learned of a container. */
export type ContainerChange = Prisma.ReplicaContainerUncheckedUpdateInput;

interface WantedVariant {
  workspaceId: string;
  endpointId: string;
  endpoint: string;
  variants: ConfigVariant[];
  runtime: Runtime;
  container: ContainerSpec | null;
}

/** Deployments maps `<endpoint id> <version id>` to how that version runs there, where it differs from its endpoint. */
export type Deployments = ReadonlyMap<string, { runtime: VariantRuntime; container: ContainerSpec | null }>;

/** RoutedContainers is what gateways need to know of containers. */
export interface RoutedContainers {
  deployments: Deployments;
  /** Ready ones by endpoint. */
  ready: ReadonlyMap<string, RoutedReplica[]>;
  /** Why a version does not come up, by `<endpoint id> <version id>`. */
  failures: ReadonlyMap<string, string>;
  /** Why nothing new can start anywhere; null while the engine answers. */
  engineFailure: string | null;
}

/** ContainersRepository keeps how versions run, and a row for each container. */
export class ContainersRepository {
  constructor(private readonly db: Db) {}

  /** wanted lists the versions that current configs route to, on a runtime with containers. */
  async wanted(on: Exclude<Runtime, 'embedded'>): Promise<WantedReplicas[]> {
    const endpoints = await this.db.prisma.$queryRaw<WantedVariant[]>`
      SELECT e."workspaceId", e."id" AS "endpointId", e."name" AS "endpoint", e."runtime", e."container", c."variants"
      FROM "Endpoint" e JOIN "EndpointConfig" c ON c."endpointId" = e."id" AND c."number" = e."configNumber"
      WHERE e."runtime" = ${on} OR EXISTS (SELECT 1 FROM "Deployment" d WHERE d."endpointId" = e."id" AND d."runtime" = ${on})`;
    // Workers look each second, mostly at nothing.
    if (endpoints.length === 0) return [];
    const overrides = await this.deployments();
    const wanted = endpoints.flatMap(({ workspaceId, endpointId, endpoint, variants, ...own }) =>
      variants.flatMap(({ versionId, model, version, weightBp }) => {
        const { runtime, container } = overrides.get(`${endpointId} ${versionId}`) ?? own;
        return runtime !== on || container === null
          ? []
          : [{ workspaceId, endpointId, endpoint, versionId, model, version, container, weightBp }];
      }),
    );
    const scales = await this.scales();
    return this.withFiles(
      wanted.map((one) => {
        const { autoscale, replicas } = one.container;
        const scaled = autoscale == null ? replicas : (scales.get(`${one.endpointId} ${one.versionId}`) ?? replicas);
        return { ...one, container: { ...one.container, replicas: scaled } };
      }),
    );
  }

  private async scales(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.prisma.replicaScale.findMany();
    return new Map(
      rows.map(({ endpointId, versionId, scaling }) => [
        `${endpointId} ${versionId}`,
        (scaling as unknown as Scaling).replicas,
      ]),
    );
  }

  /** withFiles adds the model file of each version, and leaves out versions that have none. */
  async withFiles(versions: readonly Omit<WantedReplicas, 'modelDigest'>[]): Promise<WantedReplicas[]> {
    const files = await this.modelDigests(versions.map(({ versionId }) => versionId));
    return versions.flatMap((one) => {
      const modelDigest = files.get(one.versionId);
      return modelDigest === undefined ? [] : [{ ...one, modelDigest }];
    });
  }

  /** deployments reads them, of some endpoints or of all. */
  async deployments(endpointIds?: readonly string[]): Promise<Deployments> {
    const where = endpointIds === undefined ? {} : { endpointId: { in: [...endpointIds] } };
    const rows = await this.db.prisma.deployment.findMany({ where });
    return new Map(
      rows.map(({ endpointId, versionId, runtime, container }) => [
        `${endpointId} ${versionId}`,
        { runtime: runtime as VariantRuntime, container: container as ContainerSpec | null },
      ]),
    );
  }

  /** routed reads what gateways need; a version that failed three times in ten minutes and has no ready container says why. */
  async routed(): Promise<RoutedContainers> {
    const [deployments, live, workloads, failures, engine] = await Promise.all([
      this.deployments(),
      this.live(),
      this.db.prisma.clusterWorkload.findMany(),
      this.failures(new Date(Date.now() - WINDOW_MS)),
      this.engine(),
    ]);
    const running = [
      ...live,
      ...workloads.flatMap(({ name, address, members, spec, ...row }) =>
        ((members as WorkloadMember[] | null) ?? [{ id: name, address }]).map((member) => ({
          ...row,
          ...member,
          spec: spec as unknown as StoredSpec,
        })),
      ),
    ];
    const ready = running.flatMap(({ id, endpointId, versionId, address, state, spec: { protocol } }) =>
      state === 'ready' && address !== null ? [{ endpointId, replica: { id, versionId, address, protocol } }] : [],
    );
    const refused = workloads.filter(({ state }) => state === 'failed');
    const up = new Set(ready.map(({ endpointId, replica }) => `${endpointId} ${replica.versionId}`));
    const failed = Map.groupBy(failures, ({ endpointId, versionId }) => `${endpointId} ${versionId}`);
    return {
      deployments,
      engineFailure: engine?.isReachable === false ? engine.detail : null,
      ready: new Map(
        [...Map.groupBy(ready, ({ endpointId }) => endpointId)].map(([id, ones]) => [
          id,
          ones.map(({ replica }) => replica),
        ]),
      ),
      failures: new Map([
        ...[...failed].flatMap(([key, ones]): [string, string][] =>
          up.has(key) || ones.length < GIVE_UP_AFTER ? [] : [[key, ones.at(-1)?.detail ?? 'its containers end']],
        ),
        ...refused.map(({ endpointId, versionId, detail }): [string, string] => [
          `${endpointId} ${versionId}`,
          detail ?? 'the cluster refuses it',
        ]),
      ]),
    };
  }

  /** saveDeployment says how one version runs behind an endpoint from now on. */
  async saveDeployment(
    tx: Tx,
    endpointId: string,
    versionId: string,
    runtime: VariantRuntime,
    container: ContainerSpec | null,
  ): Promise<void> {
    const how = { runtime, ...(container !== null && { container: toJson(container) }) };
    await tx.deployment.upsert({
      where: { endpointId_versionId: { endpointId, versionId } },
      create: { endpointId, versionId, ...how },
      update: how,
    });
  }

  /** stillRouted lists `<endpoint id> <model> <version>` that live gateways still answer by containers, whatever is wanted now. */
  async stillRouted(on: Exclude<Runtime, 'embedded'>): Promise<ReadonlySet<string>> {
    const rows = await this.db.prisma.$queryRaw<{ key: string }[]>`
      SELECT DISTINCT s."endpointId" || ' ' || (v->>'model') || ' ' || (v->>'version') AS "key"
      FROM "GatewaySeen" s CROSS JOIN jsonb_array_elements(s."variants") v
      WHERE s."seenAt" > now() - interval '5 seconds' AND v->>'runtime' = ${on}`;
    return new Set(rows.map(({ key }) => key));
  }

  /** hasAny tells whether a container was ever wanted here. */
  async hasAny(): Promise<boolean> {
    return (await this.db.prisma.replicaContainer.findFirst({ select: { id: true } })) !== null;
  }

  /** live returns every row that has not ended. */
  async live(tx: Tx = this.db.prisma): Promise<ReplicaRow[]> {
    return (await tx.replicaContainer.findMany({ where: { endedAt: null } })) as unknown as ReplicaRow[];
  }

  /** failures lists what ended without being asked since a time. */
  async failures(
    since: Date,
  ): Promise<{ endpointId: string; versionId: string; specDigest: string; endedAt: Date; detail: string | null }[]> {
    const rows = await this.db.prisma.replicaContainer.findMany({
      where: { failed: true, endedAt: { gt: since } },
      select: { endpointId: true, versionId: true, specDigest: true, endedAt: true, detail: true },
      orderBy: { endedAt: 'asc' },
    });
    return rows.flatMap(({ endedAt, ...row }) => (endedAt === null ? [] : [{ ...row, endedAt }]));
  }

  /** ofEndpoint lists an endpoint's containers, newest first: all that live, and the last ones that ended. */
  async ofEndpoint(endpointId: string, most: number): Promise<ReplicaRow[]> {
    return (await this.db.prisma.replicaContainer.findMany({
      where: { endpointId },
      orderBy: [{ endedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }],
      take: most,
    })) as unknown as ReplicaRow[];
  }

  async byId(id: string): Promise<ReplicaRow | null> {
    return (await this.db.prisma.replicaContainer.findUnique({ where: { id } })) as unknown as ReplicaRow | null;
  }

  async create({ spec, ...row }: NewContainer, tx: Tx = this.db.prisma): Promise<void> {
    const { endpointId, versionId } = spec;
    await tx.replicaContainer.create({ data: { ...row, endpointId, versionId, spec: toJson(spec) } });
  }

  async update(id: string, change: ContainerChange, tx: Tx = this.db.prisma): Promise<void> {
    await tx.replicaContainer.updateMany({ where: { id }, data: change });
  }

  /** forgetEnded deletes rows that ended before a time. */
  async forgetEnded(before: Date): Promise<void> {
    await this.db.prisma.replicaContainer.deleteMany({ where: { endedAt: { lt: before } } });
  }

  /** saveEngine keeps what the engine said to a worker: nobody else talks to it. */
  async saveEngine(capacity: Capacity): Promise<void> {
    await this.db.prisma.$executeRaw`
      INSERT INTO "ProcessBeat" ("name", "kind", "detail", "seenAt") VALUES (${ENGINE}, ${ENGINE}, ${JSON.stringify(capacity)}::jsonb, now())
      ON CONFLICT ("name") DO UPDATE SET "detail" = excluded."detail", "seenAt" = now()`;
  }

  /** engine is what it said last, with the memory that live containers may take; null when none was asked in a minute. */
  async engine(): Promise<EngineCapacity | null> {
    const row = await this.db.prisma.processBeat.findFirst({
      where: { name: ENGINE, seenAt: { gt: new Date(Date.now() - ENGINE_FRESH_MS) } },
    });
    if (row === null) return null;
    const { isReachable, detail, cpus, memoryMb, givesGpus } = row.detail as unknown as Capacity;
    const takenMb = (await this.live()).reduce((sum, { spec }) => sum + spec.container.memoryMb, 0);
    return { isReachable, detail, cpus, memoryMb, givesGpus, takenMb };
  }

  private async modelDigests(versionIds: string[]): Promise<Map<string, string>> {
    const rows = await this.db.prisma.modelVersion.findMany({
      where: { id: { in: versionIds } },
      select: { id: true, files: true },
    });
    return new Map(
      rows.flatMap(({ id, files }) => {
        const model = (files as { path: string; digest: string }[]).find(({ path }) => path.endsWith('.onnx'));
        return model === undefined ? [] : [[id, model.digest]];
      }),
    );
  }
}
