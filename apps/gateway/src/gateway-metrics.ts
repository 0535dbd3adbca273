import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** GatewayMetrics are what Prometheus scrapes of a gateway. */
export class GatewayMetrics {
  readonly registry = new Registry();
  private readonly answers = new Counter({ name: 'slipway_gateway_requests_total', help: 'Answers by route and status', labelNames: ['route', 'status'], registers: [this.registry] });
  private readonly duration = new Histogram({ name: 'slipway_gateway_request_seconds', help: 'Time from request to answer', labelNames: ['route'], buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5], registers: [this.registry] });

  constructor(dropped: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({ name: 'slipway_gateway_log_rows_dropped', help: 'Log rows that did not fit into the buffer', registers: [this.registry], collect() { this.set(dropped()); } });
  }

  /** answered counts one answer. */
  answered(route: string, status: number, seconds: number): void {
    this.answers.inc({ route, status: String(status) });
    this.duration.observe({ route }, seconds);
  }
}
