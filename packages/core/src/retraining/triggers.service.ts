import {
  NewTrigger,
  type BodyOf,
  type endpointTable,
  type Page,
  type QueryOf,
  type Trigger,
  type TriggerBacktest,
  type TriggerChange,
  type TriggerDecision,
} from '@slipway/contracts';
import type { z } from 'zod';
import { systemActor, type Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { dropSchedule, putSchedule } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import { backtestTrigger } from './backtest-trigger.js';
import { decideTrigger, limitOf, weekBefore, type TriggerEvidence, type TriggerVerdict } from './decide-trigger.js';
import { cronFault } from './due-times.js';
import { requireTrainer } from './operator-trainers.js';
import { requireLearnable } from './require-learnable.js';
import { considerTriggerJob } from './retraining.jobs.js';
import { inputJson, inputOf, type RetrainingRepository } from './retraining.repository.js';
import type { TrainingDeps } from './steps/step.js';
import { startRun } from './start-run.js';
import { gatherEvidence, gatherPast } from './trigger-evidence.js';
import {
  conditionsJson,
  decisionView,
  jsonOrNull,
  policyOf,
  TriggersRepository,
  triggerView,
  type DecisionRow,
  type TriggerRow,
  type WatchedCondition,
} from './triggers.repository.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };
/** A decision that is kept: the conditions held, or a person asked. */
type Decided = Exclude<TriggerVerdict, { act: 'wait' }>;

/** Without anything that could change by itself a trigger is looked at so often all the same. */
const LOOK_EVERY_SECONDS = 3_600;
/** What holds a trigger back without an end of its own is looked at again after this. */
const RUNNING_AGAIN_MS = 60_000;

/** TriggersService keeps triggers and decides when they fire. */
export class TriggersService {
  private readonly triggers: TriggersRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: TrainingDeps,
    private readonly runs: RetrainingRepository,
  ) {
    this.triggers = new TriggersRepository(kit.db);
  }

  /** list pages through triggers by name. */
  async list(actor: Actor, { query }: { query: QueryOf<Table['listTriggers']> }): Promise<Page<Trigger>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.triggers.list(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [nameKey(row.name)]);
    return { items: await this.views(items), nextCursor };
  }

  /** get returns a trigger. */
  async get(actor: Actor, { params }: Named): Promise<Trigger> {
    const [view] = await this.views([await this.require(actor, params.name)]);
    return view!;
  }

  /** create starts a trainer whenever enough of the conditions hold. */
  async create(actor: Actor, { body }: { body: BodyOf<Table['createTrigger']> }): Promise<Trigger> {
    requireTrainer(this.kit.settings, body.trainer);
    if (body.input.endpoint !== undefined) await requireLearnable(this.deps.serving, actor, body.input.endpoint);
    const conditions = await this.watched(actor, body.conditions);
    const { name, trainer, input, needed, cooldownSeconds, budgetPerWeek, quietHours, thenRollOut } = body;
    const id = uuidv7();
    const now = this.kit.clock.now();
    try {
      await this.kit.db.transaction(async (tx) => {
        const row = { id, workspaceId: actor.workspaceId, name, trainer, needed, cooldownSeconds, budgetPerWeek };
        await this.triggers.create(tx, {
          ...row,
          conditions: conditionsJson(conditions),
          input: inputJson(input),
          createdAt: now,
          ...(quietHours && { quietHours: toJson(quietHours) }),
          ...(thenRollOut && { thenRollOut: toJson(thenRollOut) }),
        });
        await this.lookAgain(tx, { ...row, enabled: true }, now);
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
    return this.get(actor, { params: { name } });
  }

  /** update changes a trigger or turns it on or off; what the change leaves out stays, and the whole is held to the rules of a new one. */
  async update(actor: Actor, { params, body }: Named & { body: TriggerChange }): Promise<Trigger> {
    const row = await this.require(actor, params.name);
    const { name, trainer, conditions, needed, input, cooldownSeconds, budgetPerWeek, quietHours, thenRollOut } =
      triggerView(row, 0);
    const before = { trainer, conditions, needed, input, cooldownSeconds, budgetPerWeek, quietHours, thenRollOut };
    const { enabled = row.enabled, ...change } = body;
    const whole = { ...before, ...change };
    const parsed = NewTrigger.safeParse({ name, ...whole, thenRollOut: whole.thenRollOut ?? undefined });
    if (!parsed.success) throw refusedBy(parsed.error);
    const wanted = parsed.data;
    if (change.trainer !== undefined) requireTrainer(this.kit.settings, wanted.trainer);
    if (change.input?.endpoint !== undefined) await requireLearnable(this.deps.serving, actor, change.input.endpoint);
    const watched = change.conditions && (await this.watched(actor, wanted.conditions));
    await this.kit.db.transaction(async (tx) => {
      await this.triggers.update(tx, row.id, {
        enabled,
        trainer: wanted.trainer,
        needed: wanted.needed,
        cooldownSeconds: wanted.cooldownSeconds,
        budgetPerWeek: wanted.budgetPerWeek,
        input: inputJson(wanted.input),
        ...(watched && { conditions: conditionsJson(watched) }),
        quietHours: jsonOrNull(wanted.quietHours),
        thenRollOut: jsonOrNull(wanted.thenRollOut),
      });
      await this.lookAgain(tx, { ...row, enabled }, this.kit.clock.now());
      await appendEvent(tx, actor, {
        kind: 'retraining.trigger_updated',
        subjectKind: 'trigger',
        subjectName: row.name,
        before: { enabled: row.enabled, ...before },
        after: body,
      });
    });
    return this.get(actor, { params });
  }

  /** delete removes a trigger with its decisions; its runs stay. */
  async delete(actor: Actor, { params }: Named): Promise<void> {
    const row = await this.require(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      await dropSchedule(tx, scheduleKey(row.id));
      await this.triggers.remove(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'retraining.trigger_deleted',
        subjectKind: 'trigger',
        subjectName: row.name,
        before: { trainer: row.trainer },
      });
    });
  }

  /** listDecisions pages through the firings and holdings of a trigger, newest first. */
  async listDecisions(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['listTriggerDecisions']> },
  ): Promise<Page<TriggerDecision>> {
    const row = await this.require(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const rows = await this.triggers.decisions(row.id, {
      limit: query.limit,
      ...(before !== undefined && { before: String(before) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: items.map(decisionView), nextCursor };
  }

  /** backtest tries a trigger on the past days, by event time: it says what it would have done, and stores nothing. */
  async backtest(actor: Actor, { params, query }: Named & { query: { days: number } }): Promise<TriggerBacktest> {
    const row = await this.require(actor, params.name);
    return backtestTrigger(
      policyOf(row),
      await gatherPast(this.deps, actor, { ...row, ...policyOf(row) }, query.days, this.kit.clock.now()),
    );
  }

  /** preview tries a trigger that is not stored, as backtest does a stored one. */
  async preview(
    actor: Actor,
    { query, body }: { query: { days: number }; body: BodyOf<Table['previewTrigger']> },
  ): Promise<TriggerBacktest> {
    const { needed, cooldownSeconds, budgetPerWeek, quietHours, input } = body;
    const conditions = await this.watched(actor, body.conditions);
    return backtestTrigger(
      { enabled: true, conditions, needed, cooldownSeconds, budgetPerWeek, quietHours },
      await gatherPast(this.deps, actor, { input, conditions }, query.days, this.kit.clock.now()),
    );
  }

  /** fire starts a trigger's trainer because a person or a script says so; only a run under way stands in the way of `force`. */
  async fire(actor: Actor, { params, body }: Named & { body: BodyOf<Table['fireTrigger']> }): Promise<TriggerDecision> {
    const { id, trainer } = await this.require(actor, params.name);
    requireTrainer(this.kit.settings, trainer);
    return this.kit.db.transaction(async (tx) => {
      const row = await this.triggers.lock(tx, id);
      if (row === null) throw notFound('trigger', params.name);
      const evidence = await this.evidence(tx, row);
      const { conditions } = decideTrigger(policyOf(row), evidence);
      const limit = limitOf(policyOf(row), evidence);
      const holds = limit !== null && (!body.force || limit.reason === 'run_under_way');
      const why = body.force && limit !== null ? `${body.why} (forced although ${limit.why})` : body.why;
      const verdict: Decided = holds
        ? { act: 'hold', ...limit, conditions }
        : { act: 'fire', why, conditions, lookAgainAt: null };
      return decisionView(await this.keep(tx, actor, row, verdict, evidence.now));
    });
  }

  /** considerMonitor looks at every trigger that watches a monitor, in the reaction's transaction; returns what was decided, in words. */
  async considerMonitor(tx: Tx, actor: Actor, monitorId: string): Promise<string[]> {
    const decisions: string[] = [];
    for (const id of await this.triggers.watching(tx, monitorId))
      decisions.push(...(await this.consider(tx, actor, id)));
    return decisions;
  }

  /** runConsider is the job that looks at a trigger when its time has come. */
  async runConsider({ triggerId }: { triggerId: string }, context: JobContext): Promise<void> {
    await context.commit((tx) => this.consider(tx, context.actor, triggerId));
  }

  private async consider(tx: Tx, actor: Actor, triggerId: string): Promise<string[]> {
    const row = await this.triggers.lock(tx, triggerId);
    if (row === null) return [];
    const evidence = await this.evidence(tx, row);
    const verdict = decideTrigger(policyOf(row), evidence);
    await this.lookAgain(tx, row, evidence.now, verdict);
    if (verdict.act === 'wait') return [];
    await this.keep(tx, actor, row, verdict, evidence.now);
    return verdict.act === 'fire'
      ? [`Started the trainer ${row.trainer} (trigger ${row.name}).`]
      : [`Held the trigger ${row.name} back: ${verdict.why}.`];
  }

  /** keep writes a decision, and the run that follows from it. Holding back again, for the same reason and by the same conditions, is no news. */
  private async keep(tx: Tx, actor: Actor, row: TriggerRow, verdict: Decided, now: Date): Promise<DecisionRow> {
    const conditions = verdict.conditions.map(({ condition, met, why }) => ({ condition, met, why }));
    const reason = verdict.act === 'hold' ? verdict.reason : null;
    const newest = await this.triggers.newestDecision(tx, row.id);
    const isNews = (known: DecisionRow): boolean =>
      known.reason !== reason || metText(known.conditions) !== metText(conditions);
    if (reason !== null && newest !== null && !isNews(newest)) return newest;
    const fired = verdict.act === 'fire';
    const { trainer, thenRollOut } = row;
    const order = { trainer, input: inputOf(row), why: verdict.why, trigger: row, thenRollOut };
    const run = fired ? await startRun(tx, actor, this.runs, order) : null;
    await this.triggers.update(tx, row.id, {
      lastDecision: fired ? `Fired: ${verdict.why}` : `Held back: ${verdict.why}`,
      ...(fired && { lastFiredAt: now }),
    });
    await appendEvent(tx, actor, {
      kind: fired ? 'retraining.trigger_fired' : 'retraining.trigger_held',
      subjectKind: 'trigger',
      subjectName: row.name,
      why: verdict.why,
      after: { trainer: row.trainer, ...(run && { trainingRunId: run.id }), ...(reason && { reason }) },
    });
    return this.triggers.addDecision(tx, {
      id: uuidv7(),
      triggerId: row.id,
      at: now,
      outcome: fired ? 'fired' : 'held',
      reason,
      why: verdict.why,
      conditions: conditionsJson(conditions),
      trainingRunId: run?.id ?? null,
      lookAgainAt: verdict.lookAgainAt,
    });
  }

  /** The schedule of a trigger is a row: it wakes at the next look, and every hour at the latest. */
  private async lookAgain(
    tx: Tx,
    { id, workspaceId, enabled }: Pick<TriggerRow, 'id' | 'workspaceId' | 'enabled'>,
    now: Date,
    verdict: Pick<TriggerVerdict, 'act' | 'lookAgainAt'> | null = null,
  ): Promise<void> {
    const again =
      verdict?.act === 'hold' && verdict.lookAgainAt === null ? RUNNING_AGAIN_MS : LOOK_EVERY_SECONDS * 1000;
    const nextAt = verdict === null ? now : (verdict.lookAgainAt ?? new Date(now.getTime() + again));
    const schedule = { key: scheduleKey(id), workspaceId, everySeconds: LOOK_EVERY_SECONDS, enabled, nextAt };
    await putSchedule(tx, schedule, considerTriggerJob, { triggerId: id });
    await this.triggers.update(tx, id, { nextLookAt: enabled ? nextAt : null });
  }

  private async evidence(tx: Tx, row: TriggerRow): Promise<TriggerEvidence> {
    const now = this.kit.clock.now();
    const fired = await this.triggers.firings([row.id], weekBefore(now), tx);
    const { workspaceId } = row;
    return {
      ...(await gatherEvidence(tx, this.deps, this.runs, {
        ...row,
        conditions: policyOf(row).conditions,
        now,
        actor: systemActor(workspaceId),
      })),
      lastFiredAt: row.lastFiredAt,
      firedThisWeek: fired.get(row.id) ?? [],
      isRunning: (await this.runs.unfinishedRuns(tx, inputOf(row).model, workspaceId)) > 0,
    };
  }

  /** watched checks what the schema cannot: that schedules can be read, and that monitors are there and of the right kind. */
  private async watched(actor: Actor, conditions: Trigger['conditions']): Promise<WatchedCondition[]> {
    const refuse = (place: string, message: string): SlipwayError =>
      new SlipwayError('invalid_request', `The trigger cannot work: ${message}.`, [{ path: place, message }]);
    return Promise.all(
      conditions.map(async (condition, i) => {
        const fault = condition.kind === 'schedule' ? cronFault(condition) : null;
        if (fault !== null) throw refuse(`conditions.${i}.cron`, fault);
        if (condition.kind !== 'drift' && condition.kind !== 'performance') return condition;
        const monitor = await this.deps.monitoring.getMonitor(actor, { params: { name: condition.monitor } });
        if ((monitor.kind === 'performance') !== (condition.kind === 'performance'))
          throw refuse(`conditions.${i}.kind`, `${monitor.name} is a monitor of ${monitor.kind}`);
        const { id } = await this.deps.monitoring.requireMonitor(actor, condition.monitor);
        return { ...condition, monitorId: id };
      }),
    );
  }

  private async views(rows: readonly TriggerRow[]): Promise<Trigger[]> {
    const since = weekBefore(this.kit.clock.now());
    const fired = await this.triggers.firings(
      rows.map(({ id }) => id),
      since,
    );
    return rows.map((row) => triggerView(row, fired.get(row.id)?.length ?? 0));
  }

  private async require(actor: Actor, name: string): Promise<TriggerRow> {
    const row = await this.triggers.find(actor.workspaceId, name);
    if (row === null) throw notFound('trigger', name);
    return row;
  }
}

const refusedBy = ({ issues }: z.ZodError): SlipwayError =>
  new SlipwayError(
    'invalid_request',
    `The trigger cannot be changed so: ${issues[0]?.message ?? ''}.`,
    issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );

const scheduleKey = (triggerId: string): string => `trigger:${triggerId}`;

/** metText names the conditions that hold, to tell news from repetition. */
const metText = (conditions: unknown): string =>
  JSON.stringify((conditions as TriggerDecision['conditions']).flatMap(({ met, condition }) => (met ? condition : [])));
