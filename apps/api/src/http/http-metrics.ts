import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { FastifyRequest } from 'fastify';

/** HttpMetrics counts and times requests by route, method and status; names of things never become labels. */
export class HttpMetrics {
  private readonly registry = new Registry();
  private readonly seconds = new Histogram({
    name: 'slipway_http_request_seconds',
    help: 'Time to answer a request of the API',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'slipway_api_' });
    // Gauges that are named as counters are.
    for (const what of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`slipway_api_nodejs_active_${what}_total`);
  }

  /** record counts one answered request. */
  record(request: FastifyRequest, status: number, elapsedMs: number): void {
    this.seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(status) },
      elapsedMs / 1000,
    );
  }

  /** contentType is the media type of the text format. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** text is everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
