import type { Core, RoutedVariant } from '@slipway/core';
import { HostedModel } from './hosted-model.js';

const RETRY_STABLE_MS = 30_000;

/**
 * ModelPool holds the loaded models. A version is held once per role, however many endpoints it serves: a candidate that becomes stable
 * moves from its child process into the gateway, and never shares a process with a stable one.
 */
export class ModelPool {
  private readonly models = new Map<string, HostedModel>();

  constructor(
    private readonly core: Pick<Core, 'artifacts' | 'kit'>,
    private readonly onSettled: () => void,
  ) {}

  /** get returns the model of a variant and starts to load it when it is new; a stable one that failed is tried again each 30 s. */
  get(variant: RoutedVariant): HostedModel {
    const key = keyOf(variant);
    const held = this.models.get(key);
    if (held !== undefined && !this.deservesRetry(variant, held)) return held;
    void held?.close();
    const model = new HostedModel(this.core, variant);
    this.models.set(key, model);
    void model.settled.then(this.onSettled);
    return model;
  }

  /** settled resolves once every model is ready or failed. */
  async settled(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.settled));
  }

  /** keepOnly closes the models that none of the variants needs, after their runs. */
  keepOnly(variants: Iterable<RoutedVariant>): void {
    const needed = new Set([...variants].map(keyOf));
    for (const [key, model] of this.models) {
      if (needed.has(key)) continue;
      this.models.delete(key);
      void model.close();
    }
  }

  /** close frees every model. */
  async close(): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.close()));
  }

  private deservesRetry({ role }: RoutedVariant, { failedAtMs }: HostedModel): boolean {
    if (role !== 'stable' || failedAtMs === null) return false;
    return this.core.kit.clock.now().getTime() - failedAtMs > RETRY_STABLE_MS;
  }
}

const keyOf = ({ versionId, role }: RoutedVariant): string => `${versionId} ${role}`;
