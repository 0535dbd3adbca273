import type {
  BodyOf,
  endpointTable,
  JobAccepted,
  Page,
  QueryOf,
  Trainer,
  TrainingInput,
  TrainingRun,
  Trigger,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import { readTrainers, type OperatorTrainer } from './operator-trainers.js';
import { runTrainingJob } from './retraining.jobs.js';
import {
  inputJson,
  inputOf,
  RetrainingRepository,
  trainingRunView,
  triggerView,
  type TrainingRunRow,
  type TriggerRow,
} from './retraining.repository.js';
import { TrainingPass, type TrainingDeps, type TrainingResult } from './run-training.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

/** RetrainingService starts trainers, by hand and by triggers, and registers what they make. */
export class RetrainingService {
  private readonly repository: RetrainingRepository;
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
  ) {
    this.repository = new RetrainingRepository(kit.db);
    this.jobs = new JobsService(kit.db);
  }

  /** listTrainers lists the operator's file. */
  async listTrainers(actor: Actor, { query }: { query: QueryOf<Table['listTrainers']> }): Promise<Page<Trainer>> {
    const trainers = readTrainers(this.kit.settings.trainersFile).filter(
      ({ name }) => query.q === undefined || nameKey(name).includes(nameKey(query.q)),
    );
    const items = trainers
      .slice(0, query.limit)
      .map(async ({ name, description, timeoutSeconds }): Promise<Trainer> => {
        const lastRunAt = await this.repository.lastRunAt(actor.workspaceId, name);
        return { name, description, kind: 'command', timeoutSeconds, lastRunAt: lastRunAt?.toISOString() ?? null };
      });
    return { items: await Promise.all(items), nextCursor: null };
  }

  /** runTrainer starts a training run by hand. */
  async runTrainer(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['runTrainer']> },
  ): Promise<JobAccepted & { trainingRun: TrainingRun }> {
    this.requireTrainer(params.name);
    if (body.input.endpoint !== undefined) await this.deps.serving.requireEndpoint(actor, body.input.endpoint);
    const { id, jobId } = await this.kit.db.transaction((tx) =>
      this.startRun(tx, actor, params.name, body.input, body.why, null),
    );
    return {
      job: await this.jobs.get(actor, jobId),
      trainingRun: await this.getTrainingRun(actor, { params: { id } }),
    };
  }

  /** listTriggers pages through triggers by name. */
  async listTriggers(actor: Actor, { query }: { query: QueryOf<Table['listTriggers']> }): Promise<Page<Trigger>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.listTriggers(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [nameKey(row.name)]);
    return { items: items.map(triggerView), nextCursor };
  }

  /** createTrigger starts a trainer whenever a monitor finds drift. */
  async createTrigger(actor: Actor, { body }: { body: BodyOf<Table['createTrigger']> }): Promise<Trigger> {
    this.requireTrainer(body.trainer);
    const monitor = await this.deps.monitoring.requireMonitor(actor, body.monitor);
    const { name, trainer, input, cooldownSeconds, thenRollOut } = body;
    try {
      await this.kit.db.transaction(async (tx) => {
        const row = {
          id: uuidv7(),
          workspaceId: actor.workspaceId,
          name,
          trainer,
          monitorId: monitor.id,
          monitor: body.monitor,
          input: inputJson(input),
          cooldownSeconds,
        };
        await this.repository.createTrigger(tx, { ...row, ...(thenRollOut && { thenRollOut: toJson(thenRollOut) }) });
        await appendEvent(tx, actor, {
          kind: 'retraining.trigger_created',
          subjectKind: 'trigger',
          subjectName: name,
          after: body,
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('already_exists', `A trigger named ${name} exists already.`, [
          { path: 'name', message: 'taken' },
        ]);
      throw error;
    }
    return triggerView(await this.requireTrigger(actor, name));
  }

  /** updateTrigger turns a trigger on or off. */
  async updateTrigger(actor: Actor, { params, body }: Named & { body: { enabled: boolean } }): Promise<Trigger> {
    const row = await this.requireTrigger(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.updateTrigger(tx, row.id, body);
      await appendEvent(tx, actor, {
        kind: 'retraining.trigger_updated',
        subjectKind: 'trigger',
        subjectName: row.name,
        before: { enabled: row.enabled },
        after: body,
      });
    });
    return triggerView(await this.requireTrigger(actor, params.name));
  }

  /** deleteTrigger removes a trigger; its runs stay. */
  async deleteTrigger(actor: Actor, { params }: Named): Promise<void> {
    const row = await this.requireTrigger(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.removeTrigger(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'retraining.trigger_deleted',
        subjectKind: 'trigger',
        subjectName: row.name,
        before: { trainer: row.trainer },
      });
    });
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

  /**
   * considerTriggers decides for each trigger of a monitor that found drift: fire, or hold back with a reason. It runs in the
   * reaction's transaction and returns what it decided, in words.
   */
  async considerTriggers(tx: Tx, actor: Actor, drift: { monitorId: string; why: string }): Promise<string[]> {
    const decisions: string[] = [];
    for (const trigger of await this.repository.triggersOf(tx, drift.monitorId)) {
      const held = await this.reasonToHold(tx, trigger);
      const why = held ?? drift.why;
      const now = this.kit.clock.now();
      await this.repository.updateTrigger(tx, trigger.id, {
        lastDecision: held === null ? `Fired: ${drift.why}` : `Held back: ${held}`,
        ...(held === null && { lastFiredAt: now }),
      });
      const kind = held === null ? 'retraining.trigger_fired' : 'retraining.trigger_held';
      await appendEvent(tx, actor, {
        kind,
        subjectKind: 'trigger',
        subjectName: trigger.name,
        why,
        after: { trainer: trigger.trainer, monitor: trigger.monitor },
      });
      if (held === null)
        await this.startRun(tx, actor, trigger.trainer, inputOf(trigger), `${trigger.monitor}: ${drift.why}`, trigger);
      decisions.push(
        held === null
          ? `Started the trainer ${trigger.trainer} (trigger ${trigger.name}).`
          : `Held the trigger ${trigger.name} back: ${held}.`,
      );
    }
    return decisions;
  }

  /** runTraining is the job: gather data, run the trainer, register what it made, start its canary. */
  async runTraining({ trainingRunId }: { trainingRunId: string }, context: JobContext): Promise<TrainingResult> {
    const row = await this.repository.findRun(trainingRunId);
    if (row === null) throw notFound('training run', trainingRunId);
    const trigger = row.trigger === null ? null : await this.repository.findTrigger(row.workspaceId, row.trigger);
    try {
      return await new TrainingPass(this.kit, this.deps, this.repository, context).run(
        row,
        trigger !== null ? triggerView(trigger).thenRollOut : null,
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

  private async reasonToHold(tx: Tx, trigger: TriggerRow): Promise<string | null> {
    if (!trigger.enabled) return 'the trigger is off';
    const sinceMs =
      trigger.lastFiredAt === null ? Infinity : this.kit.clock.now().getTime() - trigger.lastFiredAt.getTime();
    const leftSeconds = Math.ceil(trigger.cooldownSeconds - sinceMs / 1000);
    if (leftSeconds > 0) return `it fired ${Math.round(sinceMs / 1000)} s ago and cools down for ${leftSeconds} s more`;
    if ((await this.repository.unfinishedRuns(tx, inputOf(trigger).model, trigger.workspaceId)) > 0)
      return 'a training run of this model is still under way';
    return null;
  }

  private async startRun(
    tx: Tx,
    actor: Actor,
    trainer: string,
    input: TrainingInput,
    why: string,
    trigger: TriggerRow | null,
  ): Promise<{ id: string; jobId: string }> {
    const id = uuidv7();
    const jobId = await enqueue(
      tx,
      actor,
      runTrainingJob,
      { trainingRunId: id },
      { subject: `${input.model} by ${trainer}` },
    );
    await this.repository.createRun(tx, {
      id,
      workspaceId: actor.workspaceId,
      trainer,
      triggerId: trigger?.id ?? null,
      trigger: trigger?.name ?? null,
      why,
      jobId,
      model: input.model,
      endpoint: input.endpoint ?? null,
      input: inputJson(input),
      startedBy: actor.name,
    });
    await appendEvent(tx, actor, {
      kind: 'retraining.run_started',
      subjectKind: 'model',
      subjectName: input.model,
      ...(input.endpoint && { endpoint: input.endpoint }),
      why,
      after: { trainingRunId: id, trainer },
    });
    return { id, jobId };
  }

  private requireTrainer(name: string): OperatorTrainer {
    const trainers = readTrainers(this.kit.settings.trainersFile);
    const found = trainers.find((trainer) => trainer.name === name);
    if (found === undefined)
      throw new SlipwayError(
        'trainer_unknown',
        `The operator's file (SLIPWAY_TRAINERS) lists ${trainers.map((trainer) => trainer.name).join(', ') || 'no trainers'}, not ${name}.`,
      );
    return found;
  }

  private async requireTrigger(actor: Actor, name: string): Promise<TriggerRow> {
    const row = await this.repository.findTrigger(actor.workspaceId, name);
    if (row === null) throw notFound('trigger', name);
    return row;
  }
}

/** The same rule as the kernel's: a refusal is final, anything else is tried again until the attempts are used up. */
const isFinal = (error: unknown, { attempt }: JobContext): boolean =>
  error instanceof SlipwayError || attempt >= runTrainingJob.maxAttempts;
