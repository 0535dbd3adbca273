import { z } from 'zod';
import { Digest, EndpointName, Id, LabelName, ModelName, Timestamp } from '../kernel/names.js';
import { ClockTime, TimeZone } from '../kernel/weekly-time.js';
import { Evaluation } from '../evaluation/evaluation.schemas.js';
import { JobState } from '../jobs/jobs.schemas.js';
import { RolloutPolicy } from '../rollouts/rollouts.schemas.js';
import { RolloutStep } from '../rollouts/strategies.schemas.js';

/** Trainer is an entry of the operator's file: how a new version is made. */
export const Trainer = z.object({
  name: z.string(),
  description: z.string(),
  kind: z.enum(['command', 'container', 'pipeline']),
  timeoutSeconds: z.number().int(),
  lastRunAt: Timestamp.nullable(),
});
export type Trainer = z.infer<typeof Trainer>;

/** TrainingInput says what a trainer learns from and what it makes a version of. */
export const TrainingInput = z
  .strictObject({
    model: ModelName,
    endpoint: EndpointName.optional().describe("learn from this endpoint's logged predictions joined with feedback"),
    windowDays: z
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe('how many days of event time before the newest row to learn from'),
    dataset: LabelName.optional().describe('learn from the newest version of this dataset'),
    holdOutShare: z
      .number()
      .gt(0)
      .max(0.9)
      .optional()
      .describe(
        'keep the newest share of the rows from the trainer, cut between two event times; version and champion are measured on it',
      ),
    holdOut: z
      .strictObject({ from: Timestamp, to: Timestamp })
      .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be later than from' })
      .optional()
      .describe(
        'keep the rows of this span of event time from the trainer: every run that names it is measured on the same rows',
      ),
    params: z.record(z.string().min(1).max(100), z.string().max(1000)).default({}),
  })
  .refine(({ endpoint, dataset }) => endpoint !== undefined || dataset !== undefined, {
    path: ['endpoint'],
    message: 'there is nothing to learn from: name an endpoint with outcomes, or a dataset',
  })
  .refine(
    ({ endpoint, holdOutShare, holdOut }) =>
      endpoint !== undefined || (holdOutShare === undefined && holdOut === undefined),
    { path: ['holdOutShare'], message: 'rows are held out by their event time: name the endpoint to learn from' },
  )
  .refine(({ holdOutShare, holdOut }) => holdOutShare === undefined || holdOut === undefined, {
    path: ['holdOut'],
    message: 'hold out the newest share of the rows or a span of time, not both',
  });
export type TrainingInput = z.infer<typeof TrainingInput>;

/** ThenRollOut is the canary that is started with what a run made, and whether a person must agree first. */
export const ThenRollOut = z.object({
  steps: z.array(RolloutStep),
  policy: RolloutPolicy,
  approval: z.boolean().default(false).describe('wait for a person with the scope approve before the canary starts'),
});
export type ThenRollOut = z.infer<typeof ThenRollOut>;

/** NewThenRollOut asks for it. */
const NewThenRollOut = z.strictObject({
  steps: z.array(RolloutStep).min(1).max(20),
  policy: RolloutPolicy.prefault({}),
  approval: z.boolean().default(false),
});

/** TrainingStepName names the steps of a training run in their order. */
export const TrainingStepName = z.enum([
  'fetch',
  'validate',
  'train',
  'register',
  'evaluate',
  'compare',
  'approve',
  'canary',
  'promote',
]);
export type TrainingStepName = z.infer<typeof TrainingStepName>;

/** TrainingStep is one step of a run: `held` waits for something outside, `skipped` has nothing to do. */
export const TrainingStep = z.object({
  name: TrainingStepName,
  state: z.enum(['waiting', 'running', 'held', 'done', 'failed', 'skipped', 'cancelled']),
  why: z.string().describe('what came of it, or why it failed or has nothing to do'),
  advice: z.string().nullable().describe('what to do about a failure'),
  attempts: z.number().int(),
  log: z.string(),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
});
export type TrainingStep = z.infer<typeof TrainingStep>;

/** Folds are the metrics of a cross-validation, fold by fold. */
export const Folds = z.array(z.record(z.string().min(1).max(100), z.number())).max(100);
export type Folds = z.infer<typeof Folds>;

/** TrainingCallback is what a pipeline says of a run when it has ended; `signature` shows that the operator's secret is known. */
export const TrainingCallback = z.strictObject({
  delivery: Id.describe('the one of the request that started the pipeline'),
  status: z.enum(['succeeded', 'failed']),
  modelDigest: Digest.optional().describe('an ONNX file that was uploaded before; wanted when it succeeded'),
  metrics: z.record(z.string().min(1).max(100), z.number()).default({}),
  params: z.record(z.string().min(1).max(100), z.string().max(1000)).default({}),
  schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('features and outputs, where the file does not say them'),
  folds: Folds.default([]),
  message: z.string().max(2000).default('').describe('why it failed, or a link to its log'),
  at: Timestamp.describe('the time of signing, within five minutes of now'),
  signature: z
    .string()
    .regex(/^sha256=[0-9a-f]{64}$/, 'must be sha256= and 64 lower-case hex digits')
    .describe(
      'HMAC-SHA256 by the secret of the trainer of run id, delivery, status, modelDigest (or nothing) and at, joined by new lines',
    ),
});
export type TrainingCallback = z.infer<typeof TrainingCallback>;

/** TrainingOutcome is what came of a training run, or how far it is, in one word. */
export const TrainingOutcome = z.enum([
  'waiting',
  'running',
  'approval',
  'canary',
  'promoted',
  'rolled_back',
  'aborted',
  'registered',
  'gates_failed',
  'not_rolled_out',
  'rejected',
  'failed',
  'cancelled',
]);
export type TrainingOutcome = z.infer<typeof TrainingOutcome>;

/** TrainingRun is one run of a trainer. */
export const TrainingRun = z.object({
  id: Id,
  trainer: z.string(),
  trigger: z.string().nullable(),
  why: z.string(),
  state: JobState,
  jobId: Id,
  model: z.string(),
  endpoint: z.string().nullable(),
  input: TrainingInput,
  thenRollOut: ThenRollOut.nullable(),
  steps: z.array(TrainingStep),
  dataset: z.string().nullable().describe('the dataset that keeps what it learned from'),
  datasetVersion: z.number().int().nullable(),
  dataRows: z.number().int().nullable(),
  dataDigest: z.string().nullable(),
  version: z.number().int().nullable(),
  evaluationId: Id.nullable(),
  gates: Evaluation.shape.verdict.describe('what its evaluation found; null when there is none'),
  outcome: TrainingOutcome,
  rolloutId: Id.nullable(),
  runId: z.string().nullable().describe('the run of the experiment `<model> training`, with metrics while it trains'),
  metrics: z.record(z.string(), z.number()),
  folds: Folds.describe('metrics of each fold of a cross-validation that the trainer made'),
  exitCode: z.number().int().nullable(),
  error: z.string().nullable(),
  log: z.string().describe('the last 64 KiB of what the trainer printed; lists leave the logs out'),
  startedBy: z.string(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
});
export type TrainingRun = z.infer<typeof TrainingRun>;

/** NewTrainingRun starts a trainer by hand. */
export const NewTrainingRun = z.strictObject({
  input: TrainingInput,
  why: z.string().max(1000).default('started by hand'),
  thenRollOut: NewThenRollOut.optional().describe('start this canary with the new version'),
});
export type NewTrainingRun = z.infer<typeof NewTrainingRun>;

/** TrainingApproval agrees or disagrees to the canary of a run that waits for it. */
export const TrainingApproval = z.strictObject({ approve: z.boolean(), why: z.string().min(1).max(1000) });

/** TriggerCondition is one thing that speaks for training anew. */
export const TriggerCondition = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('drift'), monitor: LabelName })
    .describe('this monitor of inputs has fired since the trigger last did'),
  z
    .strictObject({ kind: z.literal('performance'), monitor: LabelName })
    .describe('this monitor of performance has fired since: the whole interval of its metric is worse than its limit'),
  z
    .strictObject({ kind: z.literal('labels'), rows: z.number().int().min(1).max(1_000_000_000) })
    .describe('so many predictions of the endpoint got an outcome since the model was last trained'),
  z
    .strictObject({
      kind: z.literal('schedule'),
      cron: z
        .string()
        .max(200)
        .regex(/^\S+( \S+){4}$/, 'has five fields: minute hour day-of-month month day-of-week'),
      timeZone: TimeZone,
    })
    .describe('this time has come since the trigger last fired'),
  z
    .strictObject({ kind: z.literal('staleness'), days: z.number().int().min(1).max(3650) })
    .describe('the newest version of the model is older than this'),
]);
export type TriggerCondition = z.infer<typeof TriggerCondition>;

/** QuietHours is a part of each day in which no training is started by itself; it may reach over midnight. */
export const QuietHours = z
  .strictObject({ from: ClockTime, to: ClockTime, timeZone: TimeZone })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'quiet hours must end at another time than they begin',
  });
export type QuietHours = z.infer<typeof QuietHours>;

/** Trigger starts a trainer when enough of its conditions hold and its limits allow it. */
export const Trigger = z.object({
  name: z.string(),
  trainer: z.string(),
  conditions: z.array(TriggerCondition),
  needed: z.number().int(),
  input: TrainingInput,
  cooldownSeconds: z.number().int(),
  budgetPerWeek: z.number().int().nullable(),
  budgetLeft: z
    .number()
    .int()
    .nullable()
    .describe('runs that it may still start within seven days; null without a budget'),
  quietHours: QuietHours.nullable(),
  enabled: z.boolean(),
  thenRollOut: ThenRollOut.nullable().describe('start this canary with the new version'),
  lastFiredAt: Timestamp.nullable(),
  lastDecision: z.string().nullable(),
  nextLookAt: Timestamp.nullable().describe(
    'when it is looked at again at the latest; events of its monitors wake it before',
  ),
  createdAt: Timestamp,
});
export type Trigger = z.infer<typeof Trigger>;

/** ConditionState is what was seen of one condition. */
export const ConditionState = z.object({ condition: z.string(), met: z.boolean(), why: z.string() });
export type ConditionState = z.infer<typeof ConditionState>;

/** HoldReason is why a trigger did not fire although its conditions held. */
export const HoldReason = z.enum(['off', 'run_under_way', 'cool_down', 'budget', 'quiet_hours']);
export type HoldReason = z.infer<typeof HoldReason>;

/** TriggerDecision is one firing or holding back, with its reason. Holding back again for the same reason adds none. */
export const TriggerDecision = z.object({
  at: Timestamp,
  outcome: z.enum(['fired', 'held']),
  reason: HoldReason.nullable().describe('null when it fired'),
  why: z.string(),
  conditions: z.array(ConditionState),
  trainingRunId: Id.nullable(),
  lookAgainAt: Timestamp.nullable(),
});
export type TriggerDecision = z.infer<typeof TriggerDecision>;

/** NewTrigger links conditions to a trainer. */
export const NewTrigger = z
  .strictObject({
    name: LabelName,
    trainer: LabelName,
    conditions: z.array(TriggerCondition).min(1).max(10),
    needed: z.number().int().min(1).max(10).default(1).describe('how many of the conditions must hold at once'),
    input: TrainingInput,
    cooldownSeconds: z.number().int().min(0).max(31_536_000).default(86_400),
    budgetPerWeek: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .nullable()
      .default(null)
      .describe('at most so many runs within any seven days'),
    quietHours: QuietHours.nullable().default(null),
    thenRollOut: NewThenRollOut.optional(),
  })
  .refine(({ needed, conditions }) => needed <= conditions.length, {
    path: ['needed'],
    message: 'needs more conditions than there are',
  })
  .refine(
    ({ input, conditions }) => input.endpoint !== undefined || conditions.every(({ kind }) => kind !== 'labels'),
    {
      path: ['input', 'endpoint'],
      message: 'outcomes are counted at an endpoint: name the one to learn from',
    },
  );
export type NewTrigger = z.infer<typeof NewTrigger>;

/** TriggerChange changes a trigger; what it leaves out stays. The whole must be what a new trigger may be. */
export const TriggerChange = z.strictObject({
  enabled: z.boolean().optional(),
  trainer: LabelName.optional(),
  conditions: z.array(TriggerCondition).min(1).max(10).optional(),
  needed: z.number().int().min(1).max(10).optional(),
  input: TrainingInput.optional(),
  cooldownSeconds: z.number().int().min(0).max(31_536_000).optional(),
  budgetPerWeek: z.number().int().min(1).max(1000).nullable().optional(),
  quietHours: QuietHours.nullable().optional(),
  thenRollOut: NewThenRollOut.nullable().optional().describe('null: no canary follows any more'),
});
export type TriggerChange = z.infer<typeof TriggerChange>;

/** TriggerBacktest is when a trigger would have fired, and when a limit would have held it back, by event time. */
export const TriggerBacktest = z.object({
  from: Timestamp,
  to: Timestamp,
  looks: z.number().int().describe('how often it would have been looked at'),
  fired: z.array(z.object({ at: Timestamp, why: z.string() })),
  held: z.array(z.object({ at: Timestamp, reason: HoldReason, why: z.string() })),
});
export type TriggerBacktest = z.infer<typeof TriggerBacktest>;

/** FireTrigger starts a trigger's trainer by hand; `force` passes over cool-down, budget and quiet hours, and is recorded. */
export const FireTrigger = z.strictObject({
  why: z.string().min(1).max(1000).default('fired by hand'),
  force: z.boolean().default(false),
});
