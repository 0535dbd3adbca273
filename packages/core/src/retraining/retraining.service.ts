import type { BodyOf, endpointTable, JobAccepted, Page, QueryOf, Trainer, TrainingRun } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound } from '../kernel/errors.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import { DockerEngine } from '../kernel/docker/docker-engine.js';
import { engineOwner } from '../kernel/docker/engine-owner.js';
import type { RenameFollower } from '../registry/index.js';
import { readTrainers, requireTrainer } from './operator-trainers.js';
import { requireLearnable } from './require-learnable.js';
import { RetrainingRepository, runState, trainingRunView, type TrainingRunRow } from './retraining.repository.js';
import { removeLost } from './run-container.js';
import { tellCancelled } from './run-pipeline.js';
import { runTraining, type TrainingResult } from './run-training.js';
import { startRun } from './start-run.js';
import { takeCallback } from './take-callback.js';
import type { TrainingDeps } from './steps/step.js';
import { TrainingActs } from './training-acts.js';
import { resultsOf, TrainingStepsRepository } from './training-steps.repository.js';
import { TrainingTracker } from './training-tracker.js';
import { TriggersService } from './triggers.service.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

/** RetrainingService starts trainers and registers what they make. */
export class RetrainingService {
  private readonly repository: RetrainingRepository;
  private readonly jobs: JobsService;
  /** When trainers start by themselves. */
  readonly triggers: TriggersService;
  /** What people do with runs, and what their rollouts do. */
  readonly acts: TrainingActs;

  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
  ) {
    this.repository = new RetrainingRepository(kit.db);
    this.jobs = new JobsService(kit.db);
    this.acts = new TrainingActs(kit, this.repository);
    this.triggers = new TriggersService(kit, deps, this.repository);
  }

  /** followRename is the registry's: triggers and training runs show a renamed model by its new name. */
  readonly followRename: RenameFollower = (tx, renaming) => this.repository.rename(tx, renaming);

  /** listTrainers lists the operator's file. */
  async listTrainers(actor: Actor, { query }: { query: QueryOf<Table['listTrainers']> }): Promise<Page<Trainer>> {
    const trainers = readTrainers(this.kit.settings.trainersFile).filter(
      ({ name }) => query.q === undefined || nameKey(name).includes(nameKey(query.q)),
    );
    const items = trainers
      .slice(0, query.limit)
      .map(async ({ name, description, kind, timeoutSeconds }): Promise<Trainer> => {
        const lastRunAt = await this.repository.lastRunAt(actor.workspaceId, name);
        return { name, description, kind, timeoutSeconds, lastRunAt: lastRunAt?.toISOString() ?? null };
      });
    return { items: await Promise.all(items), nextCursor: null };
  }

  /** removeLostContainers ends what trainers in containers left behind whose worker is gone, and then gives back their GPUs; without such trainers no engine is asked. */
  async removeLostContainers(): Promise<void> {
    const isUnderWay = (id: string): Promise<boolean> => this.repository.isUnderWay(id);
    if (readTrainers(this.kit.settings.trainersFile).some(({ kind }) => kind === 'container')) {
      const engine = new DockerEngine(this.kit.settings.dockerHost);
      await removeLost(engine, await engineOwner(this.kit.db), isUnderWay);
    }
    await this.deps.gpus.releaseLost(isUnderWay);
  }

  /** runTrainer starts a training run by hand. */
  async runTrainer(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['runTrainer']> },
  ): Promise<JobAccepted & { trainingRun: TrainingRun }> {
    requireTrainer(this.kit.settings, params.name);
    if (body.input.endpoint !== undefined) await requireLearnable(this.deps.serving, actor, body.input.endpoint);
    const { id, jobId } = await this.kit.db.transaction((tx) =>
      startRun(tx, actor, this.repository, { trainer: params.name, ...body, trigger: null }),
    );
    return {
      job: await this.jobs.get(actor, jobId),
      trainingRun: await this.getTrainingRun(actor, { params: { id } }),
    };
  }

  /** listTrainingRuns pages through training runs, newest first. */
  async listTrainingRuns(
    actor: Actor,
    { query }: { query: QueryOf<Table['listTrainingRuns']> },
  ): Promise<Page<TrainingRun>> {
    const before = decodeCursor(query.cursor)?.[0];
    const { limit, trainer, model, q } = query;
    const rows = await this.repository.listRuns(actor.workspaceId, {
      limit,
      ...(q && { q }),
      ...(trainer && { trainer }),
      ...(model && { model }),
      ...(before !== undefined && { before: String(before) }),
    });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
    return { items: items.map((row) => trainingRunView(withoutLogs(row))), nextCursor };
  }

  /** getTrainingRun returns a training run with its log. */
  async getTrainingRun(actor: Actor, { params }: { params: { id: string } }): Promise<TrainingRun> {
    const row = await this.repository.findRun(params.id, actor.workspaceId);
    if (row === null) throw notFound('training run', params.id);
    return trainingRunView(row);
  }

  /** retryTrainingRun goes on with a run from the step that failed. */
  async retryTrainingRun(
    actor: Actor,
    { params }: { params: { id: string } },
  ): Promise<JobAccepted & { trainingRun: TrainingRun }> {
    const jobId = await this.acts.retry(actor, params.id);
    return { job: await this.jobs.get(actor, jobId), trainingRun: await this.getTrainingRun(actor, { params }) };
  }

  /** cancelTrainingRun ends a run that is under way or waits. */
  async cancelTrainingRun(actor: Actor, { params }: { params: { id: string } }): Promise<TrainingRun> {
    await this.acts.cancel(actor, params.id);
    const row = await this.repository.findRun(params.id, actor.workspaceId);
    if (row !== null && runState(row) === 'cancelled' && resultsOf(row.steps).train === undefined)
      await new TrainingTracker(this.kit, this.deps.runs, actor).end(row.runId, 'KILLED');
    return this.getTrainingRun(actor, { params });
  }

  /** approveTrainingRun agrees or disagrees to the canary of a run. */
  async approveTrainingRun(
    actor: Actor,
    { params, body }: { params: { id: string }; body: BodyOf<Table['approveTrainingRun']> },
  ): Promise<TrainingRun> {
    await this.acts.approve(actor, params.id, body);
    return this.getTrainingRun(actor, { params });
  }

  /** waitingForApproval are the runs whose canary a person has to agree to, the longest first. */
  async waitingForApproval({ workspaceId }: Actor): Promise<TrainingRun[]> {
    return (await this.repository.waitingForApproval(workspaceId)).map(trainingRunView);
  }

  /** reportTrainingRun takes what a pipeline says of a run that waits for it. */
  async reportTrainingRun(
    actor: Actor,
    { params, body }: { params: { id: string }; body: BodyOf<Table['reportTrainingRun']> },
  ): Promise<TrainingRun> {
    const row = await this.repository.findRun(params.id, actor.workspaceId);
    if (row === null) throw notFound('training run', params.id);
    await takeCallback({ kit: this.kit, artifacts: this.deps.artifacts }, row, body);
    return this.getTrainingRun(actor, { params });
  }

  /** tellCancelled is the job: tell the pipeline of a cancelled run. */
  async tellCancelled({ trainingRunId }: { trainingRunId: string }): Promise<void> {
    const row = await this.repository.findRun(trainingRunId);
    if (row !== null) await tellCancelled(this.kit, requireTrainer(this.kit.settings, row.trainer), trainingRunId);
  }

  /** runTraining is the job: take the steps of a run that have no end yet. */
  async runTraining({ trainingRunId }: { trainingRunId: string }, job: JobContext): Promise<TrainingResult> {
    const row = await this.repository.findRun(trainingRunId);
    if (row === null) throw notFound('training run', trainingRunId);
    const { kit, deps, repository } = this;
    const thenRollOut = row.thenRollOut as TrainingRun['thenRollOut'];
    return runTraining({ kit, deps, runs: repository, job, row, thenRollOut }, new TrainingStepsRepository(kit.db));
  }
}

/** A list of a hundred runs, looked at every few seconds, would carry megabytes of logs. */
function withoutLogs(row: TrainingRunRow): TrainingRunRow {
  return { ...row, log: '', steps: row.steps.map((step) => ({ ...step, log: '' })) };
}
