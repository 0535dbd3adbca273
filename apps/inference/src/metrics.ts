import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** FailureReason is Triton's word for why a request failed. */
export type FailureReason = 'REJECTED' | 'BACKEND' | 'OTHER';

/** ServerMetrics are the metrics of one replica, under the names of Triton, so that its dashboards and tools work unchanged. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #success = this.#counter('nv_inference_request_success', 'Inference requests that were answered');
  readonly #failure = this.#counter('nv_inference_request_failure', 'Inference requests that failed', ['reason']);
  readonly #rows = this.#counter('nv_inference_count', 'Rows that were predicted');
  readonly #runs = this.#counter('nv_inference_exec_count', 'Runs of the model');
  readonly #requestUs = this.#counter(
    'nv_inference_request_duration_us',
    'Time from request to answer, in microseconds',
  );
  readonly #computeUs = this.#counter('nv_inference_compute_infer_duration_us', 'Time in the model, in microseconds');
  readonly #pending: Gauge;

  constructor(model: string, version: string) {
    collectDefaultMetrics({ register: this.#registry });
    this.#pending = new Gauge({
      name: 'nv_inference_pending_request_count',
      help: 'Inference requests that are being worked on',
      registers: [this.#registry],
    });
    this.#registry.setDefaultLabels({ model, version });
  }

  /** started counts a request in. */
  started(): void {
    this.#pending.inc();
  }

  /** succeeded counts a request out: its rows and its whole time. */
  succeeded(rows: number, requestMs: number): void {
    this.#pending.dec();
    this.#success.inc();
    this.#rows.inc(rows);
    this.#requestUs.inc(Math.round(requestMs * 1_000));
  }

  /** ran counts one run of the model, which several requests may share. */
  ran(runMs: number): void {
    this.#runs.inc();
    this.#computeUs.inc(Math.round(runMs * 1_000));
  }

  /** failed counts a request out that got no prediction. */
  failed(reason: FailureReason): void {
    this.#pending.dec();
    this.#failure.inc({ reason });
  }

  /** text is the body of GET /metrics and its content type. */
  async text(): Promise<{ readonly body: string; readonly contentType: string }> {
    return { body: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}
