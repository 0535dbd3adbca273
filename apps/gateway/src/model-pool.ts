import type { Core, Route, RoutedVariant } from '@slipway/core';
import { ExternalModel } from './external-model.js';
import { HostedModel } from './hosted-model.js';
import type { ModelMemory } from './model-memory.js';
import { ReplicaSet } from './replica-set.js';
import type { VariantModel } from './variant-model.js';

const RETRY_STABLE_MS = 30_000;

/** PoolOptions: the memory that its models share, and randomness. */
export interface PoolOptions {
  memory: ModelMemory;
  random: () => number;
}

/**
 * ModelPool holds the loaded models. A version is held once per role, however many endpoints it serves: a candidate that becomes stable
 * moves from its child process into the gateway, and never shares a process with a stable one. What runs in containers is held once per
 * endpoint, whatever its role: its containers go on when it becomes stable. So is an endpoint of others.
 */
export class ModelPool {
  private readonly models = new Map<string, VariantModel>();
  private readonly sets = new Map<string, ReplicaSet>();
  private readonly hosted = new Map<string, HostedModel>();

  constructor(
    private readonly core: Pick<Core, 'artifacts' | 'kit' | 'externalTargets'>,
    private readonly onSettled: () => void,
    private readonly options: PoolOptions,
  ) {}

  /** get returns the model of a variant and starts to load it when it is new; a stable one that failed is tried again each 30 s. */
  get(route: Pick<Route, 'endpointId' | 'workspaceId'>, variant: RoutedVariant): VariantModel {
    const key = keyOf(route, variant);
    const held = this.models.get(key);
    if (held !== undefined && !this.deservesRetry(variant, held)) return held;
    void held?.close();
    const model = this.open(key, route, variant);
    this.models.set(key, model);
    void model.settled.then(this.onSettled);
    return model;
  }

  /** follow tells every version of an endpoint that runs in containers which of them are there now. */
  follow(route: Route): void {
    for (const [key, set] of this.sets) if (key.startsWith(`${route.endpointId} `)) set.follow(route);
  }

  /** settled resolves once every model is ready or failed. */
  async settled(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.settled));
  }

  /** keepOnly closes the models that none of the routes needs, after their runs; what stands beside another version at an endpoint stays in memory. */
  keepOnly(routes: readonly Route[]): void {
    const keysOf = (some: readonly Route[]): Set<string> =>
      new Set(some.flatMap((route) => route.variants.map((variant) => keyOf(route, variant))));
    const needed = keysOf(routes);
    for (const [key, model] of this.models) {
      if (needed.has(key)) continue;
      this.models.delete(key);
      this.sets.delete(key);
      this.hosted.delete(key);
      void model.close();
    }
    const compared = keysOf(routes.filter(({ variants }) => variants.length > 1));
    for (const [key, model] of this.hosted) this.pin(model, compared.has(key));
    void this.options.memory.keepWithin();
  }

  /** close frees every model. */
  async close(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.close()));
  }

  private open(key: string, { workspaceId }: Pick<Route, 'workspaceId'>, variant: RoutedVariant): VariantModel {
    switch (variant.runtime) {
      case 'embedded':
        return this.openHosted(key, workspaceId, variant);
      case 'docker':
      case 'swarm':
      case 'kubernetes':
        return this.openSet(key, variant);
      case 'external':
        return new ExternalModel(this.core, workspaceId, variant, this.onSettled);
    }
  }

  private openHosted(key: string, workspaceId: string, variant: RoutedVariant): HostedModel {
    const model = new HostedModel(this.core, variant, { workspaceId, memory: this.options.memory });
    this.hosted.set(key, model);
    return model;
  }

  /** A rollout compares versions that are both in memory. */
  private pin(model: HostedModel, isPinned: boolean): void {
    model.isPinned = isPinned;
    if (isPinned && model.state === 'put_away') model.bringBack().catch(() => undefined);
  }

  private openSet(key: string, variant: RoutedVariant): ReplicaSet {
    const nowMs = (): number => this.core.kit.clock.now().getTime();
    const set = new ReplicaSet(variant, { nowMs, random: this.options.random, onChanged: this.onSettled });
    this.sets.set(key, set);
    return set;
  }

  private deservesRetry({ role }: RoutedVariant, { failedAtMs }: VariantModel): boolean {
    if (role !== 'stable' || failedAtMs === null) return false;
    return this.core.kit.clock.now().getTime() - failedAtMs > RETRY_STABLE_MS;
  }
}

const keyOf = ({ endpointId }: Pick<Route, 'endpointId'>, { versionId, role, runtime }: RoutedVariant): string =>
  runtime === 'embedded' ? `${versionId} ${role}` : `${endpointId} ${versionId}`;
