import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NewModelVersion, type ModelVersion, type Trigger } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { MonitoringService } from '../monitoring/index.js';
import type { RegistryService } from '../registry/index.js';
import type { RolloutsService } from '../rollouts/index.js';
import type { ServingService } from '../serving/index.js';
import { readTrainers, type OperatorTrainer } from './operator-trainers.js';
import { inputOf, type RetrainingRepository, type TrainingRunRow } from './retraining.repository.js';
import { runCommand } from './run-command.js';
import { readTrainerOutput } from './trainer-output.js';

/** TrainingDeps are the domains that a training run works with. */
export interface TrainingDeps {
  artifacts: ArtifactsService;
  datasets: DatasetsService;
  registry: RegistryService;
  serving: ServingService;
  monitoring: MonitoringService;
  rollouts: RolloutsService;
}

const DAY_MS = 86_400_000;

/** TrainingData is the snapshot that a run learns from. */
interface TrainingData {
  path: string;
  rows: number;
  digest: string;
  dataset: string;
  datasetVersion: number;
}

/** TrainingPass is one attempt at a training run: fetch, train, register, hand over to a canary. Each step may find itself done already. */
export class TrainingPass {
  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
    private readonly repository: RetrainingRepository,
    private readonly context: JobContext,
  ) {}

  /** run carries a training run to its end and returns the version that it made. */
  async run(row: TrainingRunRow, thenRollOut: Trigger['thenRollOut']): Promise<{ version: number }> {
    const made = (await this.deps.registry.versionOfTrainingRun(row.id)) ?? (await this.train(row));
    if (row.finishedAt === null) await this.finish(row, made);
    if (thenRollOut !== null && row.endpoint !== null) await this.startCanary(row, made, thenRollOut);
    return { version: made.version };
  }

  private async train(row: TrainingRunRow): Promise<ModelVersion> {
    const trainer = readTrainers(this.kit.settings.trainersFile).find(({ name }) => name === row.trainer);
    if (trainer === undefined) throw new SlipwayError('trainer_unknown', `The operator's file does not list ${row.trainer} any more.`);
    const folder = join(this.kit.settings.dataFolder, 'training', row.id);
    await rm(folder, { recursive: true, force: true });
    const folders = { input: join(folder, 'input'), output: join(folder, 'output') };
    for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
    try {
      await this.context.progress(0.1, 'gathering training data');
      const data = await this.gather(row, folders.input);
      await writeFile(join(folders.input, 'params.json'), JSON.stringify(inputOf(row).params));
      await this.context.commit((tx) => this.repository.updateRun(tx, row.id, { startedAt: this.kit.clock.now(), dataRows: data.rows, dataDigest: data.digest }));
      await this.context.progress(0.3, `training on ${data.rows.toLocaleString('en')} rows`);
      await this.execute(row, trainer, folders);
      await this.context.progress(0.8, 'registering the new version');
      return await this.register(row, folders.output, data);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** gather writes the labelled rows of the newest window as JSONL, and keeps them as a dataset version with a digest. */
  private async gather(row: TrainingRunRow, folder: string): Promise<TrainingData> {
    const path = join(folder, 'dataset.jsonl');
    const input = inputOf(row);
    const source = row.endpoint === null ? this.fromDataset(row, input.dataset) : this.fromEndpoint(row.endpoint, input.windowDays);
    let rows = 0;
    const lines = async function* () {
      for await (const batch of source) {
        rows += batch.length;
        yield batch.map((one) => `${JSON.stringify(one)}\n`).join('');
      }
    };
    await pipeline(Readable.from(lines()), createWriteStream(path));
    if (rows === 0) throw new SlipwayError('conflict', 'There are no labelled rows to learn from: send feedback for logged predictions first.');
    const { digest } = await this.deps.artifacts.store(createReadStream(path));
    const dataset = `${row.model} training`.replaceAll(/[^\p{L}\p{N} ._+%-]/gu, '-').slice(0, 200);
    const version = await this.deps.datasets.createDatasetVersion(this.context.actor, { params: { name: dataset }, body: { digest, format: 'jsonl' } });
    return { path, rows, digest, dataset, datasetVersion: version.version };
  }

  private async *fromEndpoint(endpoint: string, windowDays: number): AsyncGenerator<Record<string, unknown>[]> {
    const { id } = await this.deps.serving.requireEndpoint(this.context.actor, endpoint);
    const span = await this.deps.monitoring.eventSpan(id);
    if (span === null) return;
    const to = new Date(span.lastAt.getTime() + 1);
    yield* this.deps.monitoring.labelledRows(id, { from: new Date(to.getTime() - windowDays * DAY_MS), to });
  }

  private async *fromDataset(row: TrainingRunRow, dataset: string | undefined): AsyncGenerator<Record<string, unknown>[]> {
    if (dataset === undefined) throw new SlipwayError('invalid_request', `Training run of ${row.model} names neither endpoint nor dataset.`);
    yield* this.deps.datasets.readRows(await this.deps.datasets.requireVersion(this.context.actor, dataset));
  }

  private async execute(row: TrainingRunRow, trainer: OperatorTrainer, folders: { input: string; output: string }): Promise<void> {
    const outcome = await runCommand(trainer, folders, this.context.signal, (log) => void this.repository.saveLog(row.id, log).catch(() => undefined));
    await this.context.commit((tx) => this.repository.updateRun(tx, row.id, { log: outcome.log, exitCode: outcome.exitCode }));
    if (outcome.stopped !== null) throw new SlipwayError('conflict', `The trainer was stopped: ${outcome.stopped}.`);
    if (outcome.exitCode !== 0) throw new SlipwayError('conflict', `The trainer ended with exit code ${outcome.exitCode}: ${outcome.log.trim().split('\n').at(-1) ?? 'it printed nothing'}`);
  }

  private async register(row: TrainingRunRow, folder: string, data: TrainingData): Promise<ModelVersion> {
    const output = await readTrainerOutput(folder);
    const { digest } = await this.deps.artifacts.store(output.model);
    const body = NewModelVersion.parse({
      files: [{ path: 'model.onnx', digest }],
      metrics: output.metrics,
      params: output.params,
      schema: output.schema,
      lineage: { trainingRunId: row.id, datasetDigest: data.digest },
      description: `Made by ${row.trainer}: ${row.why}`.slice(0, 5_000),
    });
    return this.deps.registry.createVersion(this.context.actor, { params: { name: row.model }, body });
  }

  private async finish(row: TrainingRunRow, made: ModelVersion): Promise<void> {
    await this.context.commit(async (tx) => {
      await this.repository.updateRun(tx, row.id, { versionId: made.id, version: made.version, metrics: made.metrics, finishedAt: this.kit.clock.now() });
      await appendEvent(tx, this.context.actor, {
        kind: 'retraining.run_finished', subjectKind: 'model', subjectName: row.model, ...(row.endpoint && { endpoint: row.endpoint }), why: row.why,
        after: { trainingRunId: row.id, version: made.version, trainer: row.trainer },
      });
      const dataset = `${row.model} training`;
      const newest = await this.deps.datasets.requireVersion(this.context.actor, dataset).catch(() => null);
      if (newest !== null) await this.deps.monitoring.enqueueBaseline(tx, this.context.actor, { versionId: made.id, dataset, datasetVersion: newest.version }, `${row.model} v${made.version}`);
    });
  }

  private async startCanary(row: TrainingRunRow, made: ModelVersion, { steps, policy }: NonNullable<Trigger['thenRollOut']>): Promise<void> {
    const active = await this.deps.rollouts.listRollouts(this.context.actor, { query: { limit: 500, endpoint: row.endpoint! } });
    if (active.items.some(({ trainingRunId }) => trainingRunId === row.id)) return;
    await this.deps.rollouts.start(this.context.actor, row.endpoint!, { model: row.model, version: made.version, steps, policy }, row.id);
  }
}
