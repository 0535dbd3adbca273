import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];

/** PredictedMetric is one prediction of a variant, as it is measured. */
export interface PredictedMetric {
  endpoint: string;
  version: number;
  role: string;
  rowCount: number;
  /** Null when the answer came from the cache. */
  seconds: number | null;
  /** Code of the version's error; null for a success. */
  fault: string | null;
}

/** GatewayMetrics are what Prometheus scrapes of a gateway; the `nv_inference_*` names are Triton's, so that its dashboards work. */
export class GatewayMetrics {
  readonly registry = new Registry();
  private readonly answers = this.counter('slipway_gateway_requests_total', 'Answers by route and status', [
    'route',
    'status',
  ]);
  private readonly duration = this.histogram('slipway_gateway_request_seconds', 'Time from request to answer', [
    'route',
  ]);
  private readonly predictions = this.counter('slipway_predictions_total', 'Predictions by outcome', [
    'endpoint',
    'version',
    'variant',
    'outcome',
  ]);
  private readonly seconds = this.histogram('slipway_prediction_seconds', 'Time in the model', ['endpoint', 'variant']);
  private readonly success = this.counter('nv_inference_request_success', 'Inference requests that were answered', [
    'model',
    'version',
  ]);
  private readonly failure = this.counter('nv_inference_request_failure', 'Inference requests that failed', [
    'model',
    'version',
    'reason',
  ]);
  private readonly refusals = this.counter('slipway_gateway_refused_total', 'Requests that a limit turned away', [
    'endpoint',
    'reason',
  ]);
  private readonly hits = this.counter('nv_cache_num_hits_per_model', 'Answers that came from the cache', [
    'model',
    'version',
  ]);
  private readonly misses = this.counter('nv_cache_num_misses_per_model', 'Answers that the cache did not have', [
    'model',
    'version',
  ]);
  private readonly durationUs = this.counter(
    'nv_inference_request_duration_us',
    'Time of answered inference requests together, in microseconds',
    ['model', 'version'],
  );
  private readonly rows = this.counter('nv_inference_count', 'Rows that were predicted', ['model', 'version']);

  /** `dropped` says how many log rows and cell values did not fit so far. */
  constructor(dropped: () => number) {
    collectDefaultMetrics({ register: this.registry });
    this.watch('slipway_gateway_log_rows_dropped', 'Log rows and cell values that did not fit into memory', dropped);
  }

  /** answered counts one answer. */
  answered(route: string, status: number, seconds: number): void {
    this.answers.inc({ route, status: String(status) });
    this.duration.observe({ route }, seconds);
  }

  /** predicted counts one prediction, or the failure of the version that should have made it. */
  predicted({ endpoint, version, role, rowCount, seconds, fault }: PredictedMetric): void {
    const labels = { model: endpoint, version: String(version) };
    this.predictions.inc({ endpoint, version: labels.version, variant: role, outcome: fault ?? 'ok' });
    if (seconds !== null) this.seconds.observe({ endpoint, variant: role }, seconds);
    if (fault !== null) return this.failure.inc({ ...labels, reason: 'BACKEND' });
    this.success.inc(labels);
    if (seconds === null) return;
    this.rows.inc(labels, rowCount);
    this.durationUs.inc(labels, seconds * 1_000_000);
  }

  /** refused counts a request that a limit turned away. */
  refused(endpoint: string, reason: string): void {
    this.refusals.inc({ endpoint, reason });
  }

  /** lookedUp counts one look into the cache. */
  lookedUp(endpoint: string, version: number, isHit: boolean): void {
    (isHit ? this.hits : this.misses).inc({ model: endpoint, version: String(version) });
  }

  /** watch shows a number that is asked for whenever metrics are read. */
  watch(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, labelNames: string[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
