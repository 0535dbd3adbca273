import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  NewEvaluation,
  NewRollout,
  NewModelVersion,
  type DatasetVersion,
  type ModelVersion,
  type Trigger,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { EvaluationService, GatesService } from '../evaluation/index.js';
import { DockerEngine } from '../kernel/docker/docker-engine.js';
import { engineOwner } from '../kernel/docker/engine-owner.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { AlarmHistory, MonitoringService } from '../monitoring/index.js';
import type { RegistryService } from '../registry/index.js';
import type { RolloutsService } from '../rollouts/index.js';
import { stableOf, type ServingService } from '../serving/index.js';
import { requireTrainer, type OperatorTrainer } from './operator-trainers.js';
import { inputOf, type RetrainingRepository, type TrainingRunRow } from './retraining.repository.js';
import { runCommand } from './run-command.js';
import { runContainer, type TrainingContainer } from './run-container.js';
import { readTrainerOutput } from './trainer-output.js';

/** TrainingDeps are the domains that a training run works with. */
export interface TrainingDeps {
  artifacts: ArtifactsService;
  datasets: DatasetsService;
  registry: RegistryService;
  serving: ServingService;
  monitoring: MonitoringService;
  alarms: AlarmHistory;
  evaluation: EvaluationService;
  gates: GatesService;
  rollouts: RolloutsService;
}

const DAY_MS = 86_400_000;
const MODEL_BYTES = 2_147_483_648;

/** TrainingData is the snapshot that a run learns from. */
interface TrainingData {
  rows: number;
  digest: string;
}

/** TrainingResult is what became of a run: its version, and the canary that was started with it or why none was. */
export type TrainingResult = { version: number; rolloutId?: string; notRolledOut?: string };

/** TrainingPass is one attempt at a training run: fetch, train, register, hand over to a canary. Each step may find itself done already. */
export class TrainingPass {
  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
    private readonly repository: RetrainingRepository,
    private readonly context: JobContext,
  ) {}

  /** run carries a training run to its end and returns the version that it made. */
  async run(row: TrainingRunRow, thenRollOut: Trigger['thenRollOut']): Promise<TrainingResult> {
    const made = (await this.deps.registry.versionOfTrainingRun(row.id)) ?? (await this.train(row));
    if (row.finishedAt === null) await this.finish(row, made);
    const rollout =
      thenRollOut === null || row.endpoint === null ? null : await this.rollOut(row, row.endpoint, made, thenRollOut);
    return { version: made.version, ...rollout };
  }

  private async train(row: TrainingRunRow): Promise<ModelVersion> {
    const trainer = requireTrainer(this.kit.settings, row.trainer);
    // A folder an attempt: whatever a lost worker left running writes elsewhere.
    const folder = join(this.kit.settings.dataFolder, 'training', `${row.id}-${this.context.attempt}`);
    await rm(folder, { recursive: true, force: true });
    const folders = { input: join(folder, 'input'), output: join(folder, 'output') };
    for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
    try {
      await this.context.progress(0.1, 'gathering training data');
      const data = await this.gather(row, folders.input);
      const parent = await this.parentOf(row);
      if (parent !== null)
        await copyFile(await this.deps.registry.modelPath(parent), join(folders.input, 'parent.onnx'));
      await writeFile(join(folders.input, 'params.json'), JSON.stringify(inputOf(row).params));
      await this.context.commit((tx) =>
        this.repository.updateRun(tx, row.id, {
          startedAt: this.kit.clock.now(),
          dataRows: data.rows,
          dataDigest: data.digest,
        }),
      );
      await this.context.progress(0.3, `training on ${data.rows.toLocaleString('en')} rows`);
      await this.execute(row, trainer, folders);
      await this.context.progress(0.8, 'registering the new version');
      return await this.register(row, folders.output, data, parent);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** gather writes the labelled rows of the newest window as JSONL, and keeps them as a dataset version with a digest. */
  private async gather(row: TrainingRunRow, folder: string): Promise<TrainingData> {
    const path = join(folder, 'dataset.jsonl');
    const input = inputOf(row);
    const source =
      row.endpoint === null ? this.fromDataset(row, input.dataset) : this.fromEndpoint(row.endpoint, input.windowDays);
    let rows = 0;
    const lines = async function* () {
      for await (const batch of source) {
        rows += batch.length;
        yield batch.map((one) => `${JSON.stringify(one)}\n`).join('');
      }
    };
    await pipeline(Readable.from(lines()), createWriteStream(path));
    if (rows === 0)
      throw new SlipwayError(
        'conflict',
        'There are no labelled rows to learn from: send feedback for logged predictions first.',
      );
    const { digest } = await this.deps.artifacts.store(createReadStream(path));
    await this.keepAsDataset(row.model, digest);
    return { rows, digest };
  }

  private async keepAsDataset(model: string, digest: string): Promise<void> {
    const { actor } = this.context;
    const name = trainingDataset(model);
    const newest = await this.newestDataset(name);
    if (newest?.digest === digest) return;
    const body = { digest, format: 'jsonl' } as const;
    await this.deps.datasets.createDatasetVersion(actor, { params: { name }, body }, { waitBytes: Infinity });
  }

  private async newestDataset(name: string): Promise<DatasetVersion | null> {
    try {
      return await this.deps.datasets.requireVersion(this.context.actor, name);
    } catch (error) {
      if (error instanceof SlipwayError && error.code === 'not_found') return null;
      throw error;
    }
  }

  /** parentOf is the version that serves now, which the new one shall succeed; null for a run without endpoint. */
  private async parentOf(row: TrainingRunRow): Promise<ModelVersion | null> {
    if (row.endpoint === null) return null;
    const endpoint = await this.deps.serving.requireEndpoint(this.context.actor, row.endpoint);
    const { versionId } = stableOf(await this.deps.serving.currentConfig(endpoint));
    return this.deps.registry.versionById(versionId);
  }

  private async *fromEndpoint(endpoint: string, windowDays: number): AsyncGenerator<Record<string, unknown>[]> {
    const { id } = await this.deps.serving.requireEndpoint(this.context.actor, endpoint);
    const span = await this.deps.monitoring.eventSpan(id);
    if (span === null) return;
    const to = new Date(span.lastAt.getTime() + 1);
    yield* this.deps.monitoring.labelledRows(id, { from: new Date(to.getTime() - windowDays * DAY_MS), to });
  }

  private async *fromDataset(
    row: TrainingRunRow,
    dataset: string | undefined,
  ): AsyncGenerator<Record<string, unknown>[]> {
    if (dataset === undefined)
      throw new SlipwayError('invalid_request', `Training run of ${row.model} names neither endpoint nor dataset.`);
    yield* this.deps.datasets.readRows(await this.deps.datasets.requireVersion(this.context.actor, dataset));
  }

  private async execute(
    row: TrainingRunRow,
    trainer: OperatorTrainer,
    folders: { input: string; output: string },
  ): Promise<void> {
    const { signal } = this.context;
    const onLog = (log: string): void => void this.repository.saveLog(row.id, log).catch(() => undefined);
    const outcome =
      trainer.kind === 'command'
        ? await runCommand(trainer, folders, signal, onLog)
        : await runContainer(trainer, await this.container(row), folders, signal, onLog);
    await this.context.commit((tx) =>
      this.repository.updateRun(tx, row.id, { log: outcome.log, exitCode: outcome.exitCode }),
    );
    if (outcome.stopped !== null) throw new SlipwayError('conflict', `The trainer was stopped: ${outcome.stopped}.`);
    if (outcome.exitCode !== 0)
      throw new SlipwayError('conflict', `The trainer ended with exit code ${outcome.exitCode}: ${outcome.lastWords}`);
  }

  private async container({ id }: TrainingRunRow): Promise<TrainingContainer> {
    const { db, settings } = this.kit;
    return { engine: new DockerEngine(settings.dockerHost), owner: await engineOwner(db), runId: id };
  }

  private async register(
    row: TrainingRunRow,
    folder: string,
    data: TrainingData,
    parent: ModelVersion | null,
  ): Promise<ModelVersion> {
    const output = await readTrainerOutput(folder);
    const { digest } = await this.deps.artifacts.store(output.model, { maxBytes: MODEL_BYTES });
    const body = NewModelVersion.parse({
      files: [{ path: 'model.onnx', digest }],
      metrics: output.metrics,
      params: output.params,
      schema: output.schema,
      lineage: {
        trainingRunId: row.id,
        datasetDigest: data.digest,
        ...(parent?.model === row.model && { parentVersion: parent.version }),
      },
      description: `Made by ${row.trainer}: ${row.why}`.slice(0, 5_000),
    });
    return this.deps.registry.versions.create(this.context.actor, { params: { name: row.model }, body });
  }

  private async finish(row: TrainingRunRow, made: ModelVersion): Promise<void> {
    await this.context.commit(async (tx) => {
      await this.repository.updateRun(tx, row.id, {
        versionId: made.id,
        version: made.version,
        metrics: made.metrics,
        finishedAt: this.kit.clock.now(),
      });
      await appendEvent(tx, this.context.actor, {
        kind: 'retraining.run_finished',
        subjectKind: 'model',
        subjectName: row.model,
        ...(row.endpoint && { endpoint: row.endpoint }),
        why: row.why,
        after: { trainingRunId: row.id, version: made.version, trainer: row.trainer },
      });
      const data = await this.newestDataset(trainingDataset(row.model));
      if (data === null || data.digest !== made.lineage.datasetDigest) return;
      const payload = { versionId: made.id, dataset: data.dataset, datasetVersion: data.version };
      await this.deps.monitoring.enqueueBaseline(tx, this.context.actor, payload, `${row.model} v${made.version}`);
    });
  }

  /** evaluate measures the new version as its model's gates ask, beside the champion; without gates for rollouts nothing is measured. */
  private async evaluate({ model, version }: ModelVersion): Promise<void> {
    const policy = await this.deps.gates.policyOf(this.context.actor, model);
    if (policy === null || !policy.rollouts) return;
    const { dataset, target, positive, slices, gates } = policy;
    const asked = { model, version, dataset, target, slices, gates, ...(positive !== null && { positive }) };
    const context: JobContext = {
      ...this.context,
      progress: (share, message) => this.context.progress(0.85 + 0.15 * share, `evaluating v${version}: ${message}`),
    };
    await this.deps.evaluation.evaluateWithin(context, NewEvaluation.parse(asked));
  }

  /** A canary that cannot start is no failure of the training: the version is there, and a person may roll it out. */
  private async rollOut(
    row: TrainingRunRow,
    endpoint: string,
    made: ModelVersion,
    { steps, policy }: NonNullable<Trigger['thenRollOut']>,
  ): Promise<Omit<TrainingResult, 'version'>> {
    const start = NewRollout.parse({ model: row.model, version: made.version, steps, policy });
    try {
      await this.evaluate(made);
      return { rolloutId: await this.deps.rollouts.start(this.context.actor, endpoint, start, row.id) };
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      const after = { trainingRunId: row.id, version: made.version, code: error.code };
      const event = { kind: 'retraining.rollout_refused', subjectKind: 'model', subjectName: row.model } as const;
      await this.context.commit((tx) =>
        appendEvent(tx, this.context.actor, { ...event, endpoint, why: error.message, after }),
      );
      return { notRolledOut: error.message };
    }
  }
}

/** What runs of a model learned from is kept as versions of one dataset. */
const trainingDataset = (model: string): string =>
  `${model} training`
    .replaceAll(/[^\p{L}\p{N} ._+%-]/gu, '-')
    .slice(-200)
    .replace(/^[^\p{L}\p{N}]+/u, '');
