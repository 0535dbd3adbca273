import {
  type CapacityPlan,
  type EngineCapacity,
  ContainerSpec,
  type EndpointCapacity,
  type ContainerReplica,
  type ContainerState,
  type EndpointLogs,
  type ModelVersion,
  type Runtime,
  type VersionRuntime,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { DockerEngine } from '../kernel/docker/docker-engine.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { claimLease } from '../kernel/lease.js';
import { costPer1000, readCosts } from './costs.repository.js';
import { endpointLogs } from './endpoint-logs.js';
import { requireFittingContainer } from './endpoint-settings.js';
import { ContainersRepository, type ReplicaRow } from './containers.repository.js';
import { GpuLedger } from './gpu-ledger.js';
import type { Reconciled } from './runtime.js';
import { planCapacity } from './plan-capacity.js';
import { DockerRuntime } from './runtimes/docker.js';
import type { SeenRow } from './serving.repository.js';
import type { ServingService } from './serving.service.js';
import { TrafficRepository } from './traffic.repository.js';
import { workloadsOf } from './workloads.repository.js';

const LEASE = 'serving.containers';
/** A pass may make an image, or wait for a container to stop. */
const LEASE_SECONDS = 60;
const SHOWN = 50;
/** More than the replicas of a stable version, a candidate and a shadow. */
const LOGGED = 200;
const BUCKET_SECONDS = 5;
const LOOK_EVERY_MS = 15_000;

type Named = { params: { name: string } };

/** EngineSaid is what Docker Engine has, and whether a worker was told that or this process. */
export interface EngineSaid {
  engine: EngineCapacity;
  byWorker: boolean;
}

/** ContainersService brings containers to what endpoints want, and shows them. Only workers reconcile: nobody else needs the engine. */
export class ContainersService {
  private readonly repository: ContainersRepository;
  private readonly docker: DockerRuntime;
  /** Which GPUs of the engine are taken, by whomever. */
  readonly gpus: GpuLedger;
  private lookedAtMs = 0;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { artifacts: ArtifactsService; serving: ServingService },
  ) {
    this.repository = new ContainersRepository(kit.db);
    const engine = new DockerEngine(kit.settings.dockerHost);
    this.gpus = new GpuLedger(kit, { engine, repository: this.repository });
    const { repository, gpus } = this;
    this.docker = new DockerRuntime(kit, { artifacts: deps.artifacts, engine, repository, gpus });
  }

  /** reconcile is one pass under a lease, by which one worker at a time talks to the engine; null while another one does. */
  async reconcile(holder: string): Promise<Reconciled | null> {
    if ((await claimLease(this.kit.db, LEASE, holder, LEASE_SECONDS)) === null) return null;
    const now = this.kit.clock.now();
    const wanted = await this.repository.wanted('docker');
    const isUsed = wanted.length > 0 || (await this.repository.hasAny());
    if (isUsed && now.getTime() - this.lookedAtMs > LOOK_EVERY_MS) {
      this.lookedAtMs = now.getTime();
      await this.repository.saveEngine(await this.docker.capacity());
    }
    return this.docker.reconcile(wanted, now);
  }

  /**
   * runVersion says how one version runs behind an endpoint from now on, whatever its others do: a canary may try a container. An image that
   * the operator does not list is `image_unknown`.
   */
  async runVersion(
    tx: Tx,
    endpointId: string,
    { id: versionId, framework }: Pick<ModelVersion, 'id' | 'framework'>,
    { runtime, container }: VersionRuntime,
  ): Promise<void> {
    if (framework === 'external')
      throw new SlipwayError('invalid_request', 'An endpoint of others runs where it is.', [
        { path: 'runsOn', message: 'only for models that run here' },
      ]);
    const spec = container ?? (runtime === 'embedded' ? undefined : ContainerSpec.parse({}));
    requireFittingContainer(runtime, spec, 'runsOn.container', this.kit.settings.imagesFile);
    await this.repository.saveDeployment(tx, endpointId, versionId, runtime, spec ?? null);
  }

  /** listContainers lists an endpoint's containers: all that live, and the last ones that ended. */
  async listContainers(actor: Actor, { params }: Named): Promise<{ items: ContainerReplica[] }> {
    const { id } = await this.deps.serving.requireEndpoint(actor, params.name);
    return { items: (await this.repository.ofEndpoint(id, SHOWN)).map(containerView) };
  }

  /** getEndpointCapacity returns what an endpoint used and what that cost by version, and what the engine has. */
  async getEndpointCapacity(
    actor: Actor,
    { params, query }: Named & { query: { minutes: number } },
  ): Promise<EndpointCapacity> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, params.name);
    const to = this.kit.clock.now();
    const from = new Date(to.getTime() - query.minutes * 60_000);
    const [costs, engine] = await Promise.all([
      readCosts(this.kit.db, from, to, endpoint.id),
      this.repository.engine(),
    ]);
    return {
      minutes: query.minutes,
      pricePerReplicaHour: endpoint.pricePerReplicaHour,
      costs: costs.map((row) => ({
        model: row.model,
        version: row.version,
        replicaHours: row.replicaHours,
        predictions: row.predictions,
        cost: row.price === null ? null : row.price * row.replicaHours,
        costPer1000: costPer1000(row),
      })),
      engine,
    };
  }

  /**
   * planEndpointCapacity says what requests to the stable version will wait when traffic grows. Replicas are the containers and pods that answer, else the
   * gateways that run it, and the rate is that of the time from the first to the last request.
   */
  async planEndpointCapacity(
    actor: Actor,
    {
      params,
      query,
    }: Named & { query: { minutes: number; targetP95Ms: number; requestsPerSecond?: number | undefined } },
  ): Promise<{ plan: CapacityPlan | null }> {
    const row = await this.deps.serving.requireEndpoint(actor, params.name);
    const { variants } = await this.deps.serving.currentConfig(row);
    const stable = variants.find(({ role }) => role === 'stable');
    const to = this.kit.clock.now();
    const from = new Date(to.getTime() - query.minutes * 60_000);
    const traffic = new TrafficRepository(this.kit.db);
    const buckets = stable === undefined ? [] : await traffic.loadBuckets(row.id, stable.versionId, from, to);
    const route = (await this.repository.routed()).ready.get(row.id) ?? [];
    const boxed = route.filter(({ versionId }) => versionId === stable?.versionId).length;
    const seen = await this.deps.serving.seen(row.id);
    const replicas = Math.max(1, boxed || seen.length);
    const [first, last] = [buckets[0]?.bucketAt ?? to, buckets.at(-1)?.bucketAt ?? to];
    const seconds = (last.getTime() - first.getTime()) / 1_000 + BUCKET_SECONDS;
    const measured = { buckets, seconds, replicas, runsIn: boxed > 0 ? ('container' as const) : placeOf(seen) };
    return { plan: planCapacity(measured, query.targetP95Ms, query.requestsPerSecond) };
  }

  /** engine is what Docker Engine said last to a worker; where none has asked, what it says to this process. */
  async engine(): Promise<EngineSaid> {
    const said = await this.repository.engine();
    if (said !== null) return { engine: said, byWorker: true };
    return { engine: { ...(await this.docker.capacity()), takenMb: 0 }, byWorker: false };
  }

  /** getContainerLog returns the end of what a container printed, as of its last look (15 s), or of its end. */
  async getContainerLog(actor: Actor, { params }: { params: { name: string; id: string } }): Promise<{ log: string }> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, params.name);
    const row = await this.repository.byId(params.id);
    if (row === null || row.endpointId !== endpoint.id) throw notFound('container', params.id);
    return { log: await this.docker.lastLog(row.id) };
  }

  /** getEndpointLogs returns the newest lines of every replica of an endpoint, whatever it runs in. */
  async getEndpointLogs(actor: Actor, { params, query }: Named & { query: { lines: number } }): Promise<EndpointLogs> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, params.name);
    const [{ variants }, seen, containers, workloads, deployments] = await Promise.all([
      this.deps.serving.currentConfig(endpoint),
      this.deps.serving.seen(endpoint.id),
      this.repository.ofEndpoint(endpoint.id, LOGGED),
      workloadsOf(this.kit.db, endpoint.id),
      this.repository.deployments([endpoint.id]),
    ]);
    const runtimeOf = (versionId: string) =>
      deployments.get(`${endpoint.id} ${versionId}`)?.runtime ?? (endpoint.runtime as Runtime);
    return endpointLogs({ variants, runtimeOf, seen, containers, workloads }, query.lines);
  }
}

function containerView(row: ReplicaRow): ContainerReplica {
  const { endpoint, model, version, container } = row.spec;
  const { id, image, detail, address, memoryMb, gpus, exitCode, createdAt, readyAt, endedAt } = row;
  return {
    id,
    endpoint,
    model,
    version,
    image,
    state: row.state as ContainerState,
    detail,
    address,
    memoryMb,
    memoryLimitMb: container.memoryMb,
    cpus: container.cpus,
    gpus,
    exitCode,
    createdAt: createdAt.toISOString(),
    readyAt: readyAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

/** A gateway tells the processors of a version that has a process of its own. */
const placeOf = (seen: readonly SeenRow[]): 'process' | 'gateway' =>
  seen.some(({ variants }) => variants.some(({ role, cpuCores }) => role === 'stable' && cpuCores != null))
    ? 'process'
    : 'gateway';
