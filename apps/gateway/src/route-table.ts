import { canAnswer, errorText, type Core, type Route, type RoutedVariant, type SeenReport } from '@slipway/core';
import { ModelPool, type PoolOptions } from './model-pool.js';
import type { VariantModel } from './variant-model.js';

const EVERY_MS = 1_000;
const START_LIMIT_MS = 20_000;

/** ServedVariant is one variant of an endpoint with its model. */
export interface ServedVariant {
  readonly variant: RoutedVariant;
  readonly model: VariantModel;
  /** True when the variant takes tensors exactly as callers of the endpoint send them; else rows are translated by feature name. */
  readonly takesFrozenTensors: boolean;
}

/** ServedEndpoint is an endpoint as this gateway serves it now: the route whose config is active, its variants loaded. */
export interface ServedEndpoint {
  readonly route: Route;
  readonly variants: readonly ServedVariant[];
}

/**
 * RouteTable follows the configs that the database wants. It asks each second and whenever it is told. A config becomes active when all
 * of its models are loaded or have failed, and never when its stable one failed: until then the last config goes on. It keeps the last
 * table while the database is away, and reports what it runs.
 */
export class RouteTable {
  private served = new Map<string, ServedEndpoint>();
  private readonly pool: ModelPool;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private queued: Promise<void> | null = null;
  private isAway = false;
  private loadedOnce = false;

  constructor(
    private readonly core: Pick<Core, 'serving' | 'artifacts' | 'kit' | 'externalTargets'>,
    private readonly gateway: string,
    private readonly onServed: (served: readonly ServedEndpoint[]) => void,
    options: PoolOptions,
  ) {
    this.pool = new ModelPool(core, () => void this.refresh(), options);
  }

  /** isLoaded tells whether the routes were read at least once. */
  get isLoaded(): boolean {
    return this.loadedOnce;
  }

  /** find returns an endpoint by name. */
  find(name: string): ServedEndpoint | undefined {
    return this.served.get(name);
  }

  /** all lists what is served. */
  all(): ServedEndpoint[] {
    return [...this.served.values()];
  }

  /** start follows the database from now on; it returns when the first models are loaded, or after 20 s without them. */
  async start(): Promise<void> {
    await this.refresh();
    const limit = new AbortController();
    await Promise.race([this.pool.settled(), delay(START_LIMIT_MS, limit.signal)]);
    limit.abort();
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), EVERY_MS);
  }

  /** refresh takes over the wanted table; calls that come while one waits share it. */
  refresh(): Promise<void> {
    this.queued ??= this.running = this.running.then(() => {
      this.queued = null;
      return this.follow();
    });
    return this.queued;
  }

  /** stop ends following, takes back what was reported and closes every model after its runs. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
    await this.core.serving.forgetSeen(this.gateway).catch(() => undefined);
    await this.pool.close();
  }

  private async follow(): Promise<void> {
    try {
      const routes = await this.core.serving.routeTable();
      const reports = this.takeOver(routes);
      this.loadedOnce = true;
      this.isAway = false;
      if (reports.length > 0) await this.core.serving.reportSeen(this.gateway, reports);
    } catch (error) {
      if (!this.isAway) this.core.kit.log.warn('keeping the last routes', { error: errorText(error) });
      this.isAway = true;
    }
  }

  private takeOver(routes: readonly Route[]): SeenReport[] {
    const next = new Map<string, ServedEndpoint>();
    const reports: SeenReport[] = [];
    for (const route of routes) {
      const wanted = {
        route: this.withKnownBaseline(route),
        variants: route.variants.map((variant) => this.serve(route, variant)),
      };
      this.pool.follow(route);
      const active = this.activate(wanted);
      next.set(route.name, active);
      reports.push(reportOf(active, wanted));
    }
    this.served = next;
    this.onServed(this.all());
    this.pool.keepOnly([...this.all().map(({ route }) => route), ...routes]);
    return reports;
  }

  private serve(route: Route, variant: RoutedVariant): ServedVariant {
    return {
      variant,
      model: this.pool.get(route, variant),
      takesFrozenTensors: sameInputs(route.schema, variant.schema),
    };
  }

  /** Everything but the routing follows at once; the routing waits for its models. */
  private activate(wanted: ServedEndpoint): ServedEndpoint {
    const before = this.served.get(wanted.route.name);
    if (before === undefined || before.route.endpointId !== wanted.route.endpointId || canRun(wanted)) return wanted;
    const { configNumber, salt, rolloutId, assignment, limits, variants } = before.route;
    const routing = { configNumber, salt, rolloutId, assignment, limits, variants };
    return { route: { ...wanted.route, ...routing }, variants: before.variants };
  }

  /** The same baseline object is kept, because counters hold prepared look-ups for it. */
  private withKnownBaseline(route: Route): Route {
    const known = this.served.get(route.name)?.route.baseline;
    return known != null && known.id === route.baseline?.id ? { ...route, baseline: known } : route;
  }
}

function canRun({ variants }: ServedEndpoint): boolean {
  return variants.every(
    ({ variant, model }) => canAnswer(model.state) || (model.state === 'failed' && variant.role !== 'stable'),
  );
}

function reportOf(active: ServedEndpoint, wanted: ServedEndpoint): SeenReport {
  const pending = wanted.variants.filter(({ model }) => active.variants.every((held) => held.model !== model));
  const variants = [...active.variants, ...pending].map(
    ({ variant: { role, model: name, version, runtime }, model }) => {
      const { state, where, outstanding, restarts, memoryBytes = null, detail } = model;
      const cpuCores = model.cpuCores?.() ?? null;
      return {
        role,
        model: name,
        version,
        runtime,
        state,
        where,
        outstanding,
        restarts,
        memoryBytes,
        cpuCores,
        detail,
      };
    },
  );
  return { endpointId: active.route.endpointId, configNumber: active.route.configNumber, variants };
}

function sameInputs(frozen: Route['schema'], schema: Route['schema']): boolean {
  const shape = ({ features, inputs }: Route['schema']): string => JSON.stringify([inputs, features]);
  return shape(frozen) === shape(schema);
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
