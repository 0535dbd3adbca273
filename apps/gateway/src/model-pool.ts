import type { Core, Route, RoutedVariant } from '@slipway/core';
import { ExternalModel } from './external-model.js';
import { HostedModel } from './hosted-model.js';
import { ReplicaSet } from './replica-set.js';
import type { VariantModel } from './variant-model.js';

const RETRY_STABLE_MS = 30_000;

/**
 * ModelPool holds the loaded models. A version is held once per role, however many endpoints it serves: a candidate that becomes stable
 * moves from its child process into the gateway, and never shares a process with a stable one. What runs in containers is held once per
 * endpoint, whatever its role: its containers go on when it becomes stable. So is an endpoint of others.
 */
export class ModelPool {
  private readonly models = new Map<string, VariantModel>();
  private readonly sets = new Map<string, ReplicaSet>();

  constructor(
    private readonly core: Pick<Core, 'artifacts' | 'kit' | 'externalTargets'>,
    private readonly onSettled: () => void,
    private readonly random: () => number,
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

  /** keepOnly closes the models that none of the variants needs, after their runs. */
  keepOnly(needs: Iterable<readonly [Pick<Route, 'endpointId'>, RoutedVariant]>): void {
    const needed = new Set([...needs].map(([route, variant]) => keyOf(route, variant)));
    for (const [key, model] of this.models) {
      if (needed.has(key)) continue;
      this.models.delete(key);
      this.sets.delete(key);
      void model.close();
    }
  }

  /** close frees every model. */
  async close(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.close()));
  }

  private open(key: string, { workspaceId }: Pick<Route, 'workspaceId'>, variant: RoutedVariant): VariantModel {
    switch (variant.runtime) {
      case 'embedded':
        return new HostedModel(this.core, variant);
      case 'docker':
      case 'swarm':
      case 'kubernetes':
        return this.openSet(key, variant);
      case 'external':
        return new ExternalModel(this.core, workspaceId, variant, this.onSettled);
    }
  }

  private openSet(key: string, variant: RoutedVariant): ReplicaSet {
    const nowMs = (): number => this.core.kit.clock.now().getTime();
    const set = new ReplicaSet(variant, { nowMs, random: this.random, onChanged: this.onSettled });
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
