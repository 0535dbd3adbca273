import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SystemGauges, type ShownNumbers } from './system-gauges.js';

/** WorkerMetrics counts and times jobs by kind, and shows the rows of the moment at every scrape. */
export class WorkerMetrics {
  private readonly registry = new Registry();
  private readonly running = new Gauge({
    name: 'slipway_jobs_running',
    help: 'Jobs under way in this worker',
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'slipway_job_seconds',
    help: 'Time that a message of the queue took',
    labelNames: ['job'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800],
    registers: [this.registry],
  });
  private readonly failures = new Counter({
    name: 'slipway_worker_loop_failures_total',
    help: 'Passes of a loop that failed',
    labelNames: ['loop'],
    registers: [this.registry],
  });

  private readonly system = new SystemGauges(this.registry);

  /** `readNumbers` may fail: then a scrape goes without them. */
  constructor(private readonly readNumbers: () => Promise<ShownNumbers>) {
    collectDefaultMetrics({ register: this.registry, prefix: 'slipway_worker_' });
    // Gauges that are named as counters are.
    for (const what of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`slipway_worker_nodejs_active_${what}_total`);
  }

  /** jobStarted counts a job as under way until the returned function is called. */
  jobStarted(job: string): () => void {
    this.running.inc();
    const end = this.seconds.startTimer({ job });
    return () => {
      this.running.dec();
      end();
    };
  }

  /** loopFailed counts a pass that failed. */
  loopFailed(loop: string): void {
    this.failures.inc({ loop });
  }

  /** contentType is the media type of the text format. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** text is everything in Prometheus' text format. */
  async text(): Promise<string> {
    this.system.show(await this.readNumbers().catch(() => null));
    return this.registry.metrics();
  }
}
