import type { BodyOf, endpointTable, JobAccepted, Page, QueryOf, Trainer, TrainingRun } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { nameKey } from '../kernel/name-key.js';
import { DockerEngine } from '../kernel/docker/docker-engine.js';
import { engineOwner } from '../kernel/docker/engine-owner.js';
import type { RenameFollower } from '../registry/index.js';
import { readTrainers, requireTrainer } from './operator-trainers.js';
import { runTrainingJob } from './retraining.jobs.js';
import { RetrainingRepository, trainingRunView, type TrainingRunRow } from './retraining.repository.js';
import { removeLost } from './run-container.js';
import { TrainingPass, type TrainingDeps, type TrainingResult } from './run-training.js';
import { startRun } from './start-run.js';
import { TriggersService } from './triggers.service.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

/** RetrainingService starts trainers and registers what they make. */
export class RetrainingService {
  private readonly repository: RetrainingRepository;
  private readonly jobs: JobsService;
  /** When trainers start by themselves. */
  readonly triggers: TriggersService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
  ) {
    this.repository = new RetrainingRepository(kit.db);
    this.jobs = new JobsService(kit.db);
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

  /** removeLostContainers ends what trainers in containers left behind whose worker is gone; without such trainers no engine is asked. */
  async removeLostContainers(): Promise<void> {
    if (readTrainers(this.kit.settings.trainersFile).every(({ kind }) => kind !== 'container')) return;
    const engine = new DockerEngine(this.kit.settings.dockerHost);
    await removeLost(engine, await engineOwner(this.kit.db), (id) => this.repository.isUnderWay(id));
  }

  /** runTrainer starts a training run by hand. */
  async runTrainer(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['runTrainer']> },
  ): Promise<JobAccepted & { trainingRun: TrainingRun }> {
    requireTrainer(this.kit.settings, params.name);
    if (body.input.endpoint !== undefined) await this.deps.serving.requireEndpoint(actor, body.input.endpoint);
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
    const { limit, trainer, model } = query;
    const rows = await this.repository.listRuns(actor.workspaceId, {
      limit,
      ...(trainer && { trainer }),
      ...(model && { model }),
      ...(before !== undefined && { before: String(before) }),
    });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
    return { items: items.map(trainingRunView), nextCursor };
  }

  /** getTrainingRun returns a training run with its log. */
  async getTrainingRun(actor: Actor, { params }: { params: { id: string } }): Promise<TrainingRun> {
    const row = await this.repository.findRun(params.id, actor.workspaceId);
    if (row === null) throw notFound('training run', params.id);
    return trainingRunView(row);
  }

  /** runTraining is the job: gather data, run the trainer, register what it made, start its canary. */
  async runTraining({ trainingRunId }: { trainingRunId: string }, context: JobContext): Promise<TrainingResult> {
    const row = await this.repository.findRun(trainingRunId);
    if (row === null) throw notFound('training run', trainingRunId);
    try {
      return await new TrainingPass(this.kit, this.deps, this.repository, context).run(
        row,
        await this.triggers.rolloutOf(row),
      );
    } catch (error) {
      if (isFinal(error, context)) await this.recordFailure(row, errorText(error), context);
      throw error;
    }
  }

  private async recordFailure(row: TrainingRunRow, why: string, context: JobContext): Promise<void> {
    const after = { trainingRunId: row.id, trainer: row.trainer };
    const event = { kind: 'retraining.run_failed', subjectKind: 'model', subjectName: row.model, why, after } as const;
    await context.commit(async (tx) => {
      await this.repository.updateRun(tx, row.id, { finishedAt: this.kit.clock.now() });
      await appendEvent(tx, context.actor, { ...event, ...(row.endpoint && { endpoint: row.endpoint }) });
    });
  }
}

/** The same rule as the kernel's: a refusal is final, anything else is tried again until the attempts are used up. */
const isFinal = (error: unknown, { attempt }: JobContext): boolean =>
  error instanceof SlipwayError || attempt >= runTrainingJob.maxAttempts;
