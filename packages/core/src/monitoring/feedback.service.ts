import type { BodyOf, endpointTable, FeedbackReceipt, JobAccepted } from '@slipway/contracts';
import { FeedbackItem } from '@slipway/contracts';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { ServingService } from '../serving/index.js';
import type { FeedbackRepository, LabelledRow, StoredFeedback } from './feedback.repository.js';
import type { MetricValuesRepository, StoredMetric } from './metric-values.repository.js';
import { recordFeedbackJob } from './monitoring.jobs.js';

type Table = typeof endpointTable;
interface Deps {
  datasets: DatasetsService;
  serving: ServingService;
}

const LABELLED_BATCH = 5_000;
const NOTHING: FeedbackReceipt = {
  accepted: 0,
  matched: 0,
  unknown: 0,
  replaced: 0,
  contradicted: 0,
  unplaced: 0,
  metricValues: 0,
};

/**
 * FeedbackService takes what really happened. By prediction id it is kept even when the prediction was never logged or comes later. By key and
 * time it belongs to the last logged prediction of that key at or before the time; one without such a prediction is counted as unplaced and
 * not kept. What comes last counts: an equal outcome is replaced, a different one contradicts and replaces. Of business metrics the first counts.
 */
export class FeedbackService {
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: Deps,
    private readonly repository: FeedbackRepository,
    private readonly metricValues: MetricValuesRepository,
  ) {
    this.jobs = new JobsService(kit.db);
  }

  /** record stores one outcome or many; `not_found` for an endpoint that is not there. */
  async record(actor: Actor, { body }: { body: BodyOf<Table['recordFeedback']> }): Promise<FeedbackReceipt> {
    return this.store(actor, 'items' in body ? body.items : [body]);
  }

  /** recordDataset starts the reading of a dataset whose rows are outcomes. */
  async recordDataset(actor: Actor, { body }: { body: BodyOf<Table['recordFeedbackDataset']> }): Promise<JobAccepted> {
    const { dataset, version } = await this.deps.datasets.requireVersion(actor, body.dataset, body.datasetVersion);
    if (body.endpoint !== undefined) await this.deps.serving.requireEndpoint(actor, body.endpoint);
    const payload = { dataset, datasetVersion: version, endpoint: body.endpoint ?? null };
    const id = await this.kit.db.transaction((tx) =>
      enqueue(tx, actor, recordFeedbackJob, payload, { subject: dataset }),
    );
    return { job: await this.jobs.get(actor, id) };
  }

  /** runRecordDataset is the job: batch after batch; a row that is no outcome is counted as refused. Running it again changes nothing. */
  async runRecordDataset(
    { dataset, datasetVersion, endpoint }: PayloadOf<typeof recordFeedbackJob>,
    context: JobContext,
  ): Promise<FeedbackReceipt & { refused: number }> {
    const table = await this.deps.datasets.requireVersion(context.actor, dataset, datasetVersion);
    let [receipt, refused, read] = [NOTHING, 0, 0];
    for await (const rows of this.deps.datasets.readRows(table)) {
      const parsed = rows.map((row) => FeedbackItem.safeParse(itemOf(row, endpoint)));
      const items = parsed.flatMap(({ data }) => data ?? []);
      receipt = sumOf(receipt, await this.store(context.actor, items));
      refused += rows.length - items.length;
      read += rows.length;
      await context.progress(read / table.rows, `${read.toLocaleString('en')} rows read, ${refused} refused`);
    }
    return { ...receipt, refused };
  }

  /** labelledRows streams logged rows with their ground truth in the order of event time: features and `actual`. */
  async *labelledRows(endpointId: string, span: { from: Date; to: Date }): AsyncGenerator<Record<string, unknown>[]> {
    let last: LabelledRow | null = null;
    for (;;) {
      const rows: LabelledRow[] = await this.repository.labelled(endpointId, span.from, span.to, last, LABELLED_BATCH);
      if (rows.length > 0) yield rows.map(({ inputs, actual }) => ({ ...inputs, actual }));
      last = rows.at(-1) ?? last;
      if (rows.length < LABELLED_BATCH) return;
    }
  }

  private async store(actor: Actor, items: readonly FeedbackItem[]): Promise<FeedbackReceipt> {
    const now = this.kit.clock.now();
    const placed = await this.place(actor, items, now);
    const known = items.flatMap((item, i) => (placed[i] == null ? [] : [{ ...item, ...placed[i] }]));
    if (known.length === 0) return { ...NOTHING, unplaced: items.length };
    const values = known.flatMap(({ requestId, row, metrics = {} }): StoredMetric[] =>
      Object.entries(metrics).map(([metric, value]) => ({ metric, requestId, row, value })),
    );
    const outcomes = known.flatMap(({ requestId, row, actual, at }): StoredFeedback[] =>
      actual === undefined
        ? []
        : [{ requestId, row, actual: String(actual), at: at === undefined ? now : new Date(at) }],
    );
    const metricValues = await this.metricValues.save(actor.workspaceId, values);
    const counts = await this.repository.save(actor.workspaceId, outcomes);
    const matched = await this.repository.matched(actor.workspaceId, known);
    const unknown = known.length - matched;
    return { accepted: known.length, matched, unknown, ...counts, unplaced: items.length - known.length, metricValues };
  }

  private async place(
    actor: Actor,
    items: readonly FeedbackItem[],
    now: Date,
  ): Promise<({ requestId: string; row: number } | null)[]> {
    const endpoints = new Map<string, string>();
    for (const item of items) {
      if (!('key' in item) || endpoints.has(item.endpoint)) continue;
      endpoints.set(item.endpoint, (await this.deps.serving.requireEndpoint(actor, item.endpoint)).id);
    }
    const keyed = items.map((item) =>
      'key' in item
        ? {
            endpointId: endpoints.get(item.endpoint)!,
            key: item.key,
            at: item.predictedAt === undefined ? now : new Date(item.predictedAt),
          }
        : null,
    );
    const found = await this.repository.lastOfKeys(keyed.filter((one) => one !== null));
    let next = 0;
    return items.map((item) => {
      if ('key' in item) return found[next++] ?? null;
      const [requestId = '', row = '0'] = item.predictionId.split('/');
      return { requestId, row: Number(row) };
    });
  }
}

const text = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

/** A row of a file: `prediction_id`, or `key` with `predicted_at`; `actual`; `at`. Empty cells are left out. */
function itemOf(row: Readonly<Record<string, unknown>>, endpoint: string | null): Record<string, unknown> {
  const named = {
    predictionId: row['prediction_id'],
    ...(row['prediction_id'] == null && { endpoint, key: row['key'] == null ? null : String(row['key']) }),
    predictedAt: text(row['predicted_at']),
    actual: row['actual'],
    at: text(row['at']),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value != null && value !== ''));
}

function sumOf(a: FeedbackReceipt, b: FeedbackReceipt): FeedbackReceipt {
  return {
    accepted: a.accepted + b.accepted,
    matched: a.matched + b.matched,
    unknown: a.unknown + b.unknown,
    replaced: a.replaced + b.replaced,
    contradicted: a.contradicted + b.contradicted,
    unplaced: a.unplaced + b.unplaced,
    metricValues: a.metricValues + b.metricValues,
  };
}
