import { randomUUID } from 'node:crypto';
import type {
  BodyOf,
  EndpointStats,
  endpointTable,
  LoggedPrediction,
  ModelVersion,
  Page,
  QueryOf,
  Replica,
  ServingEndpoint,
  VersionSchema,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { hear } from '../kernel/hear.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { canServe, type RegistryService } from '../registry/index.js';
import { everybody, type Assignment } from './assignment.js';
import { requireAllowed, settingsAsked, settingsOf } from './endpoint-settings.js';
import { EndpointStatesRepository } from './endpoint-states.repository.js';
import { endpointView, replicasOf } from './endpoint-view.js';
import { ContainersRepository } from './containers.repository.js';
import type { Flush } from './flush.js';
import { FlushRepository } from './flush.repository.js';
import { InUseGuards } from './in-use-guards.js';
import { logQueryOf } from './log-query.js';
import type { ConfigVariant, Route } from './route.js';
import {
  ServingRepository,
  type ConfigRow,
  type EndpointRow,
  type SeenReport,
  type SeenRow,
} from './serving.repository.js';
import { EvidenceRepository } from './evidence.repository.js';
import { Shadows } from './shadows.js';
import { ShadowRepository } from './shadow.repository.js';
import { TrafficRepository, type LogRow } from './traffic.repository.js';
import { removeOldTraffic } from './remove-old-traffic.js';
import { trafficStats } from './traffic-stats.js';
import { TrafficTotals } from './traffic-totals.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

/** NewConfig is the routing that shall hold from now on. */
export interface NewConfig {
  endpointId: string;
  variants: ConfigVariant[];
  rolloutId: string | null;
  /** Whose requests are shared by the weights; everybody's unless told. */
  assignment?: Assignment;
  why: string;
}

/** ServeGuard is a veto against a version being served, of a domain to the right or of one that serving need not know. */
export type ServeGuard = (tx: Tx, actor: Actor, version: ModelVersion) => Promise<void>;

/** ServingService keeps endpoints and their immutable configs, and what gateways counted. */
export class ServingService {
  /** guards are filled by create-core; a version that is served already is not asked about again. */
  readonly guards: { beforeServe: ServeGuard[] } = { beforeServe: [] };
  /** inUse refuses the deletion of what endpoints need. */
  readonly inUse: InUseGuards;
  /** shadows tells how shadows answered. */
  readonly shadows: Shadows;
  /** totals adds up what callers of all endpoints saw. */
  readonly totals: TrafficTotals;
  /** evidence tells what gateways counted for rollouts. */
  readonly evidence: EvidenceRepository;
  private readonly repository: ServingRepository;
  /** states are what holds at many endpoints, read at once. */
  readonly states: EndpointStatesRepository;
  private readonly traffic: TrafficRepository;
  private readonly flushes: FlushRepository;
  private readonly containers: ContainersRepository;
  private readonly registry: RegistryService;

  constructor(
    private readonly kit: Kit,
    deps: { registry: RegistryService },
  ) {
    this.repository = new ServingRepository(kit.db);
    this.inUse = new InUseGuards(this.repository);
    this.states = new EndpointStatesRepository(kit.db);
    this.traffic = new TrafficRepository(kit.db);
    this.totals = new TrafficTotals(kit);
    this.evidence = new EvidenceRepository(kit.db);
    this.flushes = new FlushRepository(kit.db);
    this.containers = new ContainersRepository(kit.db);
    this.shadows = new Shadows(new ShadowRepository(kit.db));
    this.registry = deps.registry;
  }

  /** listEndpoints pages through endpoints by name. */
  async listEndpoints(
    actor: Actor,
    { query }: { query: QueryOf<Table['listEndpoints']> },
  ): Promise<Page<ServingEndpoint>> {
    const after = decodeCursor(query.cursor)?.[0];
    const names =
      query.model === undefined ? undefined : await this.repository.endpointsOfModel(actor.workspaceId, query.model);
    const rows = await this.repository.list(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(names && { names }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.name]);
    return { items: await this.views(items), nextCursor };
  }

  /** createEndpoint deploys a version behind a new address; its schema is frozen as the endpoint's. */
  async createEndpoint(actor: Actor, { body }: { body: BodyOf<Table['createEndpoint']> }): Promise<ServingEndpoint> {
    const version = await this.versionToDeploy(actor, body);
    if (!canServe(version))
      throw new SlipwayError(
        'schema_mismatch',
        `v${version.version} of ${version.model} is kept as files: only ONNX versions and endpoints of others can be deployed.`,
      );
    const stable: ConfigVariant = {
      role: 'stable',
      versionId: version.id,
      model: version.model,
      version: version.version,
      weightBp: 10_000,
    };
    requireAllowed(actor, body, version.schema);
    const { name, runtime, auth, sampleRate } = body;
    const settings = settingsAsked(body, 'embedded', this.kit.settings.imagesFile);
    const id = uuidv7();
    try {
      await this.kit.db.transaction(async (tx) => {
        await this.repository.create(tx, {
          id,
          workspaceId: actor.workspaceId,
          name,
          auth,
          runtime,
          sampleRate,
          ...settings,
          schema: toJson(version.schema),
          configNumber: 0,
        });
        await appendEvent(tx, actor, {
          kind: 'serving.endpoint_created',
          subjectKind: 'endpoint',
          subjectName: name,
          endpoint: name,
          after: { model: version.model, version: version.version, runtime, auth, sampleRate },
        });
        await this.appendConfig(tx, actor, { endpointId: id, variants: [stable], rolloutId: null, why: 'deployed' });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('already_exists', `An endpoint named ${name} exists already in this installation.`, [
          { path: 'name', message: 'taken' },
        ]);
      throw error;
    }
    return this.getEndpoint(actor, { params: { name } });
  }

  /** getEndpoint returns an endpoint, wanted and seen. */
  async getEndpoint(actor: Actor, { params }: Named): Promise<ServingEndpoint> {
    const [endpoint] = await this.views([await this.requireEndpoint(actor, params.name)]);
    if (endpoint === undefined) throw notFound('endpoint', params.name);
    return endpoint;
  }

  /** updateEndpoint changes description, sample rate, limits, cache, or how it runs. */
  async updateEndpoint(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['updateEndpoint']> },
  ): Promise<ServingEndpoint> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireEndpoint(actor, params.name, tx);
      requireAllowed(actor, body, row.schema as unknown as VersionSchema);
      const change = settingsAsked(body, row.runtime, this.kit.settings.imagesFile);
      await this.repository.update(tx, row.id, change);
      await appendEvent(tx, actor, {
        kind: 'serving.endpoint_updated',
        subjectKind: 'endpoint',
        subjectName: row.name,
        endpoint: row.name,
        before: settingsOf(row),
        after: change,
      });
    });
    return this.getEndpoint(actor, { params });
  }

  /** deleteEndpoint removes an endpoint and its counts; refused while a rollout is active. */
  async deleteEndpoint(actor: Actor, { params }: Named): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireEndpoint(actor, params.name, tx);
      await this.refuseDuringRollout(tx, row);
      await this.repository.remove(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'serving.endpoint_deleted',
        subjectKind: 'endpoint',
        subjectName: row.name,
        endpoint: row.name,
        before: { configNumber: row.configNumber },
      });
    });
  }

  /** rollBackEndpoint returns all traffic to an earlier stable version, the last one unless told. */
  async rollBackEndpoint(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['rollBackEndpoint']> },
  ): Promise<ServingEndpoint> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireEndpoint(actor, params.name, tx);
      await this.refuseDuringRollout(tx, row);
      const current = stableOf(await this.repository.config(row.id, row.configNumber, tx));
      const earlier = await this.repository.earlierStable(tx, row.id, current.versionId, body.version);
      if (earlier === null) throw new SlipwayError('conflict', nothingToReturnTo(current.version, body.version));
      const why = body.why ?? 'rolled back by hand';
      await this.appendConfig(tx, actor, {
        endpointId: row.id,
        variants: [{ ...earlier, weightBp: 10_000 }],
        rolloutId: null,
        why,
      });
      await appendEvent(tx, actor, {
        kind: 'serving.rolled_back',
        subjectKind: 'endpoint',
        subjectName: row.name,
        endpoint: row.name,
        why,
        before: { version: current.version },
        after: { version: earlier.version },
      });
    });
    return this.getEndpoint(actor, { params });
  }

  /** getEndpointStats returns traffic, errors and latency by arrival. */
  async getEndpointStats(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['getEndpointStats']> },
  ): Promise<EndpointStats> {
    const row = await this.requireEndpoint(actor, params.name);
    const to = query.to === undefined ? this.kit.clock.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - query.minutes * 60_000) : new Date(query.from);
    if (from >= to)
      throw new SlipwayError('invalid_request', 'from must be before to.', [
        { path: 'from', message: 'not before to' },
      ]);
    const buckets = await this.traffic.buckets(row.id, from, to);
    const numbers = new Map<string, number>();
    for (const id of new Set(buckets.map(({ versionId }) => versionId)))
      numbers.set(id, (await this.registry.versionById(id)).version);
    return trafficStats(buckets, from, to, numbers);
  }

  /** removeOldTraffic forgets logged predictions and counts that are older than they are kept. */
  removeOldTraffic(): Promise<number> {
    return removeOldTraffic(this.kit);
  }

  /** listPredictions pages through the prediction log, newest first. */
  async listPredictions(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['listPredictions']> },
  ): Promise<Page<LoggedPrediction>> {
    const row = await this.requireEndpoint(actor, params.name);
    const rows = await this.traffic.log(logQueryOf(row.id, query));
    const { items, nextCursor } = pageOf(rows, query.limit, (item) => [item.requestId, item.row]);
    return { items: items.map(predictionView), nextCursor };
  }

  /** listReplicas lists the running servers that live gateways report. */
  async listReplicas(actor: Actor, { params }: Named): Promise<{ items: Replica[] }> {
    const row = await this.requireEndpoint(actor, params.name);
    return { items: replicasOf(await this.seen(row.id)) };
  }

  /** requireEndpoint returns an endpoint row of the caller's workspace, or `not_found`. */
  async requireEndpoint(actor: Actor, name: string, tx?: Tx): Promise<EndpointRow> {
    const row = await this.repository.find(actor.workspaceId, name, tx);
    if (row === null) throw notFound('endpoint', name);
    return row;
  }

  /** endpointById returns an endpoint row, or null when it is gone. */
  endpointById(id: string, tx?: Tx): Promise<EndpointRow | null> {
    return this.repository.byId(id, tx);
  }

  /** currentConfig is the routing that an endpoint shall have now. */
  currentConfig(row: Pick<EndpointRow, 'id' | 'configNumber'>, tx?: Tx): Promise<ConfigRow> {
    return this.repository.config(row.id, row.configNumber, tx);
  }

  /** appendConfig writes the next immutable config of an endpoint and returns its number; weights must sum to 10,000 basis points. */
  async appendConfig(tx: Tx, actor: Actor, config: NewConfig): Promise<number> {
    const sum = config.variants.reduce((total, { weightBp }) => total + weightBp, 0);
    if (sum !== 10_000) throw new Error(`weights sum to ${sum}, not 10,000`);
    await this.admit(tx, actor, config);
    const number = await this.repository.nextConfigNumber(tx, config.endpointId);
    const salt = config.rolloutId ?? randomUUID();
    const { assignment = everybody } = config;
    await this.repository.addConfig(tx, { ...config, assignment, number, salt, createdBy: actor.name });
    return number;
  }

  /** routeTable returns every endpoint as a gateway serves it. */
  async routeTable(): Promise<Route[]> {
    return this.repository.routes(await this.containers.routed());
  }

  /** onRoutesChanged calls back when configs, endpoints or baselines changed; the returned function ends it. */
  onRoutesChanged(onChange: () => void): () => Promise<void> {
    return hear(this.kit, 'slipway_routes', onChange);
  }

  /** saveFlush writes what a gateway counted, once; false when the same flush was written before. */
  saveFlush(flush: Flush): Promise<boolean> {
    return this.flushes.save(flush);
  }

  /** reportSeen stores what a gateway runs. */
  reportSeen(gateway: string, reports: readonly SeenReport[]): Promise<void> {
    return this.repository.saveSeen(gateway, reports);
  }

  /** forgetSeen takes back the reports of a gateway that ends in order. */
  forgetSeen(gateway: string): Promise<void> {
    return this.repository.forgetSeen(gateway);
  }

  /** seen returns what live gateways report of an endpoint. */
  seen(endpointId: string): Promise<SeenRow[]> {
    return this.states.seen([endpointId]);
  }

  private async admit(tx: Tx, actor: Actor, { endpointId, variants }: NewConfig): Promise<void> {
    const served = await this.repository.servedVersions(tx, endpointId);
    for (const { versionId } of variants) {
      if (served.has(versionId)) continue;
      const version = await this.registry.versionById(versionId, tx);
      if (version.framework === 'external')
        await this.containers.saveDeployment(tx, endpointId, versionId, 'external', null);
      for (const guard of this.guards.beforeServe) await guard(tx, actor, version);
    }
  }

  /** versionToDeploy finds the version that a new endpoint names by number or alias. */
  async versionToDeploy(actor: Actor, body: BodyOf<Table['createEndpoint']>): Promise<ModelVersion> {
    if (body.version !== undefined) return this.registry.requireVersion(actor, body.model, body.version);
    if (body.alias !== undefined) return this.registry.versionOfAlias(actor, body.model, body.alias);
    throw new SlipwayError('invalid_request', 'Say which version to deploy: version or alias.', [
      { path: 'version', message: 'version or alias is needed' },
    ]);
  }

  /** The row is locked first, so that no rollout starts between this look and the end of the transaction. */
  private async refuseDuringRollout(tx: Tx, row: EndpointRow): Promise<void> {
    await this.repository.lock(tx, row.id);
    if ((await this.repository.activeRollout(row.id, tx)) !== null)
      throw new SlipwayError('rollout_active', 'A rollout is active on this endpoint: abort it first.');
  }

  /** An endpoint that was deleted since its row was read is left out. */
  private async views(rows: readonly EndpointRow[]): Promise<ServingEndpoint[]> {
    const ids = rows.map(({ id }) => id);
    const [states, deployments] = await Promise.all([this.states.states(ids), this.containers.deployments(ids)]);
    return rows.flatMap((row) => {
      const state = states.get(row.id);
      return state === undefined ? [] : [endpointView(row, state, deployments, this.kit.settings.gatewayUrl)];
    });
  }
}

function nothingToReturnTo(current: number, asked: number | undefined): string {
  if (asked === current) return `v${asked} is the stable version already.`;
  return `${asked === undefined ? 'No other version was ever' : `v${asked} was never`} stable here, so there is nothing to return to.`;
}

/** stableOf is the stable variant of a config; every config has one. */
export function stableOf(config: ConfigRow): ConfigVariant {
  const stable = config.variants.find(({ role }) => role === 'stable');
  if (stable === undefined) throw new Error(`config ${config.number} has no stable variant`);
  return stable;
}

/** schemaOf is the frozen schema of an endpoint row. */
export const schemaOf = (row: EndpointRow): VersionSchema => row.schema as unknown as VersionSchema;

function predictionView({ requestId, row, receivedAt, at, ...rest }: LogRow): LoggedPrediction {
  return { predictionId: `${requestId}/${row}`, receivedAt: receivedAt.toISOString(), at: at.toISOString(), ...rest };
}
