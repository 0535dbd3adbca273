import { errorText, type Core, type Route } from '@slipway/core';
import { hostVariant, seenOf, type HostedVariant } from './hosted-variant.js';

const EVERY_MS = 1_000;

/** ServedEndpoint is an endpoint as this gateway serves it now: one config, its variants loaded. */
export interface ServedEndpoint {
  readonly route: Route;
  readonly hosted: readonly HostedVariant[];
  /** Failed candidate requests that this gateway saw under the current rollout. */
  badRequests: number;
}

/**
 * RouteTable follows the configs that the database wants. It asks each second and whenever it is told, loads new versions before a config
 * becomes active, keeps the last table while the database is away, and reports what it runs.
 */
export class RouteTable {
  private served = new Map<string, ServedEndpoint>();
  private readonly hosted = new Map<string, Promise<HostedVariant>>();
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly core: Core,
    private readonly gateway: string,
  ) {}

  /** find returns an endpoint by name. */
  find(name: string): ServedEndpoint | undefined {
    return this.served.get(name);
  }

  /** all lists what is served. */
  all(): ServedEndpoint[] {
    return [...this.served.values()];
  }

  /** start follows the database from now on; it returns after the first table is there. */
  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), EVERY_MS);
  }

  /** refresh takes over the wanted table; calls that come together run one after another. */
  refresh(): Promise<void> {
    this.running = this.running.then(() => this.follow());
    return this.running;
  }

  /** stop ends following and closes every model after its runs. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
    await Promise.all([...this.hosted.values()].map(async (hosted) => (await hosted).runner?.close()));
  }

  private async follow(): Promise<void> {
    try {
      const routes = await this.core.serving.routeTable();
      const next = new Map<string, ServedEndpoint>();
      for (const route of routes) next.set(route.name, await this.serve(route));
      this.served = next;
      await this.closeUnused();
      await Promise.all(this.all().map(({ route, hosted }) => this.core.serving.reportSeen(this.gateway, route.endpointId, route.configNumber, hosted.map(seenOf))));
    } catch (error) {
      this.core.kit.log.warn('keeping the last routes', { error: errorText(error) });
    }
  }

  private async serve(route: Route): Promise<ServedEndpoint> {
    const before = this.served.get(route.name);
    const sameConfig = before?.route.endpointId === route.endpointId && before.route.configNumber === route.configNumber;
    const hosted = sameConfig ? before.hosted : await Promise.all(route.variants.map((variant) => this.host(variant)));
    const badRequests = before !== undefined && before.route.rolloutId === route.rolloutId ? before.badRequests : 0;
    // The same baseline object is kept, because counters hold prepared look-ups for it.
    const baseline = before?.route.baseline?.id === route.baseline?.id ? (before?.route.baseline ?? null) : route.baseline;
    return { route: { ...route, baseline }, hosted, badRequests };
  }

  private host(variant: Route['variants'][number]): Promise<HostedVariant> {
    const key = keyOf(variant);
    let hosted = this.hosted.get(key);
    if (hosted === undefined) this.hosted.set(key, (hosted = hostVariant(this.core, variant)));
    // The weight may differ from config to config; the loaded model is the same.
    return hosted.then((one) => Object.assign(one, { variant }));
  }

  private async closeUnused(): Promise<void> {
    const used = new Set(this.all().flatMap(({ route }) => route.variants.map(keyOf)));
    for (const [key, hosted] of this.hosted) {
      if (used.has(key)) continue;
      this.hosted.delete(key);
      void hosted.then(({ runner }) => runner?.close());
    }
  }
}

/** A version is hosted once per role: a candidate that becomes stable moves from its child process into the gateway. */
const keyOf = ({ versionId, role }: Route['variants'][number]): string => `${versionId} ${role}`;
