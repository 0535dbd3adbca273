import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { ModelMemory } from './model-memory.js';
import { TimingHistogram, type Timings } from './timing-histogram.js';

const MODEL = ['model', 'version'] as const;
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

/** PendingMetric is how many requests wait for a version in one role. */
export interface PendingMetric {
  endpoint: string;
  version: number;
  outstanding: number;
}

/** What one version behind an endpoint answered in one role, in plain numbers. */
interface VariantCounts {
  readonly endpoint: string;
  readonly version: string;
  readonly role: string;
  readonly timings: Timings;
  success: number;
  rows: number;
  durationUs: number;
  readonly faults: Map<string, number>;
}

interface RouteCounts {
  readonly timings: Timings;
  readonly byStatus: Map<number, number>;
}

/** Gauges of Node whose names say that they were counters, which `promtool check metrics` dislikes. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/**
 * GatewayMetrics are what Prometheus scrapes of a gateway. The `nv_*` names are Triton's, so that its dashboards work; they break Prometheus' rules
 * for names, so each number has one of ours as well. A request is counted in plain numbers; names and labels are put to them when somebody reads.
 */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly triton = new Registry();
  private readonly variants = new Map<string, VariantCounts>();
  private readonly byRoute = new Map<string, RouteCounts>();
  private readonly duration = this.histogram('slipway_gateway_request_seconds', 'Time from request to answer', [
    'route',
  ]);
  private readonly seconds = this.histogram('slipway_prediction_seconds', 'Time in the model', ['endpoint', 'variant']);
  private readonly refusals = this.counter('slipway_gateway_refused_total', 'Requests that a limit turned away', [
    'endpoint',
    'reason',
  ]);
  private readonly lookUps = this.counter('slipway_cache_lookups_total', 'Looks into the cache', [
    'endpoint',
    'version',
    'result',
  ]);
  private readonly hits = this.counter('nv_cache_num_hits_per_model', 'Answers that came from the cache', MODEL);
  private readonly misses = this.counter('nv_cache_num_misses_per_model', 'Answers that the cache did not have', MODEL);

  /** `dropped` says how many log rows and cell values did not fit so far. */
  constructor(dropped: () => number) {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    this.counter('slipway_gateway_requests_total', 'Answers by route and status', ['route', 'status'], (count) => {
      for (const [route, { byStatus }] of this.byRoute)
        for (const [status, times] of byStatus) count.inc({ route, status: String(status) }, times);
    });
    this.counter(
      'slipway_predictions_total',
      'Predictions by outcome',
      ['endpoint', 'version', 'variant', 'outcome'],
      (count) =>
        this.eachVariant(({ endpoint, version, role: variant, success, faults }) => {
          if (success > 0) count.inc({ endpoint, version, variant, outcome: 'ok' }, success);
          for (const [outcome, times] of faults) count.inc({ endpoint, version, variant, outcome }, times);
        }),
    );
    this.counter('slipway_prediction_rows_total', 'Rows that were predicted', ['endpoint', 'version'], (count) =>
      this.eachVariant(({ endpoint, version, rows }) => {
        if (rows > 0) count.inc({ endpoint, version }, rows);
      }),
    );
    this.perModel('nv_inference_request_success', 'Inference requests that were answered', ({ success }) => success);
    this.perModel('nv_inference_count', 'Rows that were predicted', ({ rows }) => rows);
    this.perModel(
      'nv_inference_request_duration_us',
      'Time of answered inference requests together, in microseconds',
      ({ durationUs }) => durationUs,
    );
    this.counter('nv_inference_request_failure', 'Inference requests that failed', [...MODEL, 'reason'], (count) =>
      this.eachVariant(({ endpoint: model, version, faults }) => {
        for (const times of faults.values()) count.inc({ model, version, reason: 'BACKEND' }, times);
      }),
    );
    this.watch('slipway_gateway_log_rows_dropped', 'Log rows and cell values that did not fit into memory', dropped);
  }

  /** answered counts one answer. */
  answered(route: string, status: number, seconds: number): void {
    let counts = this.byRoute.get(route);
    if (counts === undefined)
      this.byRoute.set(route, (counts = { timings: this.duration.of(route), byStatus: new Map() }));
    counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
    counts.timings.add(seconds);
  }

  /** predicted counts one prediction, or the failure of the version that should have made it. */
  predicted({ endpoint, version, role, rowCount, seconds, fault }: PredictedMetric): void {
    const counts = this.countsOf(endpoint, version, role);
    if (seconds !== null) counts.timings.add(seconds);
    if (fault !== null) return void counts.faults.set(fault, (counts.faults.get(fault) ?? 0) + 1);
    counts.success += 1;
    if (seconds === null) return;
    counts.rows += rowCount;
    counts.durationUs += seconds * 1_000_000;
  }

  /** predictions is how many were counted so far, failed ones included. */
  get predictions(): number {
    let sum = 0;
    this.eachVariant(({ success, faults }) => {
      sum += success;
      for (const times of faults.values()) sum += times;
    });
    return sum;
  }

  /** refused counts a request that a limit turned away. */
  refused(endpoint: string, reason: string): void {
    this.refusals.inc({ endpoint, reason });
  }

  /** lookedUp counts one look into the cache. */
  lookedUp(endpoint: string, version: number, isHit: boolean): void {
    const named = String(version);
    this.lookUps.inc({ endpoint, version: named, result: isHit ? 'hit' : 'miss' });
    (isHit ? this.hits : this.misses).inc({ model: endpoint, version: named });
  }

  /** text is a scrape in Prometheus' text format: our own names, with Triton's behind them unless they are left out. */
  async text({ withTriton }: { withTriton: boolean }): Promise<{ body: string; contentType: string }> {
    const registries = withTriton ? [this.registry, this.triton] : [this.registry];
    const texts = await Promise.all(registries.map((registry) => registry.metrics()));
    return { body: texts.map((text) => `${text.trimEnd()}\n`).join(''), contentType: this.registry.contentType };
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

  /** watchPending shows how many requests wait for an answer of each version, by Triton's name. */
  watchPending(read: () => readonly PendingMetric[]): void {
    new Gauge({
      name: 'nv_inference_pending_request_count',
      help: 'Inference requests that wait for an answer of the version, whichever endpoint they came to',
      labelNames: MODEL,
      registers: [this.triton],
      collect() {
        this.reset();
        for (const { endpoint, version, outstanding } of read())
          this.inc({ model: endpoint, version: String(version) }, outstanding);
      },
    });
  }

  /** watchMemory shows what models take, and how often they came and went. */
  watchMemory(memory: Pick<ModelMemory, 'usedBytes' | 'limitBytes' | 'away' | 'loads' | 'putAways'>): void {
    const { limitBytes } = memory;
    this.watch('slipway_model_memory_bytes', 'Memory that loaded versions take', () => memory.usedBytes);
    if (limitBytes !== null)
      this.watch('slipway_model_memory_limit_bytes', 'Memory that versions may take', () => limitBytes);
    this.watch('slipway_models_away', 'Versions that their next request loads', () => memory.away);
    this.counter('slipway_model_loads_total', 'Versions that were loaded', [], (count) => count.inc(memory.loads));
    this.counter('slipway_model_put_aways_total', 'Versions that made room for others', [], (count) =>
      count.inc(memory.putAways),
    );
  }

  private countsOf(endpoint: string, version: number, role: string): VariantCounts {
    const key = `${endpoint} ${version} ${role}`;
    let counts = this.variants.get(key);
    if (counts === undefined) {
      const timings = this.seconds.of(endpoint, role);
      const who = { endpoint, version: String(version), role };
      counts = { ...who, timings, success: 0, rows: 0, durationUs: 0, faults: new Map() };
      this.variants.set(key, counts);
    }
    return counts;
  }

  private eachVariant(act: (counts: VariantCounts) => void): void {
    for (const counts of this.variants.values()) act(counts);
  }

  private perModel(name: string, help: string, read: (counts: VariantCounts) => number): void {
    this.counter(name, help, MODEL, (count) =>
      this.eachVariant((counts) => {
        if (read(counts) > 0) count.inc({ model: counts.endpoint, version: counts.version }, read(counts));
      }),
    );
  }

  /** A counter that counts by itself, or is filled anew whenever it is read. */
  private counter(
    name: string,
    help: string,
    labelNames: readonly string[],
    fill?: (counter: Counter) => void,
  ): Counter {
    const counter = new Counter({
      name,
      help,
      labelNames,
      registers: [name.startsWith('nv_') ? this.triton : this.registry],
      ...(fill && {
        collect: () => {
          counter.reset();
          fill(counter);
        },
      }),
    });
    return counter;
  }

  private histogram(name: string, help: string, labelNames: readonly string[]): TimingHistogram {
    return new TimingHistogram({ name, help, labelNames, bounds: SECONDS }, this.registry);
  }
}
