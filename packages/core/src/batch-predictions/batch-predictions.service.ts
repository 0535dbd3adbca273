import { join } from 'node:path';
import type {
  BodyOf,
  DatasetFormat,
  DatasetVersion,
  endpointTable,
  JobAccepted,
  ModelVersion,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { requireColumns, scoreEachRow } from '../monitoring/index.js';
import { canRun, type RegistryService } from '../registry/index.js';
import { stableOf, type ServingService } from '../serving/index.js';
import { convertPredictions } from './convert-predictions.js';
import { runBatchPredictionJob } from './batch-predictions.jobs.js';
import { PredictionFile } from './prediction-file.js';
import { predictionLine } from './prediction-line.js';

type Asked = BodyOf<(typeof endpointTable)['startBatchPrediction']>;
type Payload = PayloadOf<typeof runBatchPredictionJob>;

interface Deps {
  artifacts: ArtifactsService;
  datasets: DatasetsService;
  registry: RegistryService;
  serving: ServingService;
}

/** BatchPredictionsService predicts whole datasets. */
export class BatchPredictionsService {
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: Deps,
  ) {
    this.jobs = new JobsService(kit.db);
  }

  /** start checks that the version can run and the columns are there, and starts the job. */
  async start(actor: Actor, { body }: { body: Asked }): Promise<JobAccepted> {
    const version = await this.versionOf(actor, body);
    if (!canRun(version)) throw new SlipwayError('schema_mismatch', 'Only ONNX versions can predict here.');
    const table = await this.deps.datasets.requireVersion(actor, body.dataset, body.datasetVersion);
    const columns = table.columns.map(({ name }) => name);
    requireColumns(version.schema, columns);
    requireKept(body.keep, columns);
    const payload = {
      versionId: version.id,
      dataset: table.dataset,
      datasetVersion: table.version,
      output: body.output,
      keep: body.keep,
      format: body.format,
    };
    const subject = `${version.model} v${version.version} on ${table.dataset} v${table.version}`;
    const id = await this.kit.db.transaction((tx) => enqueue(tx, actor, runBatchPredictionJob, payload, { subject }));
    return { job: await this.jobs.get(actor, id) };
  }

  /** run is the job: it appends to a file on this machine, which outlives a crash, and at last makes it a dataset version. */
  async run(payload: Payload, context: JobContext): Promise<Record<string, unknown>> {
    const file = new PredictionFile(join(this.kit.settings.dataFolder, 'batch-predictions', `${context.jobId}.jsonl`));
    try {
      const { rows, failedRows } = await this.predictInto(file, payload, context);
      const { dataset, version } = await this.publish(file, payload, context.actor);
      await file.remove();
      return { dataset, version, rows, failedRows };
    } catch (error) {
      if (context.signal.aborted || error instanceof SlipwayError) await file.remove();
      throw error;
    }
  }

  private async predictInto(
    file: PredictionFile,
    { versionId, dataset, datasetVersion, keep }: Payload,
    context: JobContext,
  ) {
    const { datasets, registry } = this.deps;
    const version = await registry.versionById(versionId);
    const table = await datasets.requireVersion(context.actor, dataset, datasetVersion);
    const scorer = { version, modelPath: await registry.modelPath(version) };
    let { rows: done, failedRows } = await file.open();
    const batches = datasets.readRows(table, { from: done, limit: Infinity });
    for await (const { rows, scored } of scoreEachRow(scorer, batches)) {
      await file.append(rows.map((row, i) => predictionLine(done + i, row, keep, scored[i]!)));
      done += rows.length;
      failedRows += scored.filter(({ error }) => error !== null).length;
      if (context.signal.aborted) throw new SlipwayError('conflict', 'The batch prediction was cancelled.');
      const counted = `${done.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows`;
      await context.progress(done / Math.max(1, table.rows), counted);
    }
    return { rows: done, failedRows };
  }

  /** An attempt that was cut off after this point finds what it made. */
  private async publish(file: PredictionFile, { output, format }: Payload, actor: Actor): Promise<DatasetVersion> {
    const { digest } = await this.store(file, format);
    const newest = await this.deps.datasets.newestVersion(actor, output);
    if (newest?.digest === digest) return newest;
    return this.deps.datasets.createDatasetVersion(actor, {
      params: { name: output },
      body: { digest, format },
    });
  }

  private async store(file: PredictionFile, format: DatasetFormat): Promise<{ digest: string }> {
    if (format === 'jsonl') return this.deps.artifacts.store(file.read());
    const table = new PredictionFile(await convertPredictions(file.path, format));
    try {
      return await this.deps.artifacts.store(table.read());
    } finally {
      await table.remove();
    }
  }

  private async versionOf(actor: Actor, { endpoint, model, version }: Asked): Promise<ModelVersion> {
    if (endpoint === undefined) return this.deps.registry.requireVersion(actor, model!, version!);
    const row = await this.deps.serving.requireEndpoint(actor, endpoint);
    const stable = stableOf(await this.deps.serving.currentConfig(row));
    return this.deps.registry.versionById(stable.versionId);
  }
}

function requireKept(keep: readonly string[], columns: readonly string[]): void {
  const errors = keep
    .map((name, i) => ({ name, path: `keep.${i}`, message: 'the dataset has no such column' }))
    .filter(({ name }) => !columns.includes(name))
    .map(({ path, message }) => ({ path, message }));
  if (errors.length > 0) throw new SlipwayError('schema_mismatch', 'A column to keep is not in the dataset.', errors);
}
