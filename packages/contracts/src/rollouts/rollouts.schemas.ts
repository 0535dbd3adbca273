import { z } from 'zod';
import { Id, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { VersionRuntime } from '../serving/containers.schemas.js';
import { CheckReading, RolloutCheck } from './checks.schemas.js';
import { FreezeOverride, NeedsApproval, RolloutApproval, RolloutHook } from './control.schemas.js';
import { ArmObservation, RolloutArm } from './ab-test.schemas.js';
import { GuardrailEvidence, GuardrailName, RolloutCounts } from './evidence.schemas.js';
import { MeasureEvidence, WatchedMetric, WatchedScores } from './measures.schemas.js';
import {
  AbTestPlan,
  BlueGreenPlan,
  ShadowPlan,
  CanaryPlan,
  RolloutPlan,
  RolloutStep,
  RolloutStrategy,
  RoutingRule,
} from './strategies.schemas.js';

/** RolloutState: rolled_back is Slipway's own act, aborted a person's; finished is the end of one that moved no traffic. */
export const RolloutState = z.enum([
  'waiting',
  'running',
  'holding',
  'paused',
  'promoted',
  'finished',
  'aborted',
  'rolled_back',
]);
export type RolloutState = z.infer<typeof RolloutState>;

/** FrozenBaseline is what the stable version was like before the comparison began: the latencies in milliseconds beyond which an answer is slow. */
export const FrozenBaseline = z.object({
  at: Timestamp,
  requests: z.number().int(),
  slowMs: z.object({ latency_p50: z.number(), latency_p95: z.number(), latency_p99: z.number() }),
});
export type FrozenBaseline = z.infer<typeof FrozenBaseline>;

/** RolloutPolicy states the error guarantee and the limits of a rollout. */
export const RolloutPolicy = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe('chance of ever rolling back a harmless candidate, or of promoting a harmful one'),
  thetaHarm: z
    .number()
    .min(1)
    .max(10)
    .default(1.25)
    .describe('errors up to this multiple of the stable rate are not harm'),
  thetaNi: z
    .number()
    .gt(1)
    .max(20)
    .default(2)
    .describe('non-inferiority margin: errors below this multiple of the stable rate are safe'),
  pMax: z.number().gt(0).lt(0.5).default(0.01).describe('an absolute error rate below this is safe'),
  badRequestBudget: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(50)
    .describe(
      'hard stop once the candidate failed so many requests more than stable would have, at thetaHarm times its rate',
    ),
  failFirst: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('immediate rollback when the first N candidate requests all fail'),
  maxHoldSeconds: z
    .number()
    .int()
    .min(10)
    .max(2_592_000)
    .default(86_400)
    .describe('pause for a person when a step stays inconclusive for this long'),
  guardrails: z
    .array(GuardrailName)
    .default(['errors', 'timeouts', 'invalid_outputs', 'latency_p50', 'latency_p95', 'latency_p99'])
    .describe(
      'what is judged besides errors, which always are; half of alpha guards errors, the others share the rest. Latencies only where both versions run in the same runtime',
    ),
  latencyFloorMs: z
    .number()
    .min(0)
    .max(60_000)
    .default(50)
    .describe('answers up to this are never slow, however fast the stable version is'),
  outcomes: z
    .strictObject({
      thetaNi: z.number().gt(1).max(20).default(1.25).describe('margin of safety in place of the policy’s'),
      positive: z
        .array(z.string().max(256))
        .min(1)
        .max(100)
        .default(['1', 'true'])
        .describe('outcomes that a score of .5 or more predicts rightly'),
      wrongBeyond: z.number().min(0).optional().describe('a value that misses its outcome by more is wrong'),
    })
    .prefault({})
    .describe('what a wrong prediction is, where wrong_predictions are judged; a label is wrong when it differs'),
  checks: z.array(RolloutCheck).max(20).default([]).describe('plain thresholds beside the guardrails'),
  metrics: z
    .array(WatchedMetric)
    .max(10)
    .refine((metrics) => new Set(metrics.map(({ name }) => name)).size === metrics.length, 'names a metric twice')
    .default([])
    .describe('business metrics that must not get worse; values come with feedback'),
  scores: WatchedScores.optional().describe('bounds how far scores may move'),
});
export type RolloutPolicy = z.infer<typeof RolloutPolicy>;

/** RolloutObservation is everything that one look at a rollout knows: the same observation always makes the same decision. */
export const RolloutObservation = z.object({
  at: Timestamp,
  step: z.number().int(),
  plan: RolloutPlan,
  policy: RolloutPolicy,
  stepStartedAt: Timestamp,
  counts: RolloutCounts,
  isSeen: z.boolean().describe('every live gateway answers by the step’s weight'),
  candidateFailure: z.string().nullable().describe('why the candidate cannot run; null while it can'),
  checks: z
    .array(CheckReading)
    .default([])
    .describe('the last reading of each check of the policy; of an A/B test each candidate has its own'),
  arms: z.array(ArmObservation).default([]).describe('the candidates of an A/B test; `counts` are those of the first'),
});
export type RolloutObservation = z.infer<typeof RolloutObservation>;

/** RolloutDecision is one automatic or human act with its reason, its evidence and the next look. */
export const RolloutDecision = z.object({
  number: z.number().int(),
  at: Timestamp,
  act: z.enum([
    'start',
    'advance',
    'skip',
    'hold',
    'pause',
    'resume',
    'roll_back',
    'complete',
    'finish',
    'abort',
    'promote',
    'schedule',
    'approve',
    'override_freeze',
    'drop',
  ]),
  by: z.string(),
  why: z.string(),
  fromStep: z.number().int(),
  toStep: z.number().int(),
  guardrails: z.array(GuardrailEvidence),
  arms: z
    .array(z.object({ version: z.number().int(), guardrails: z.array(GuardrailEvidence) }))
    .default([])
    .describe('of each candidate of an A/B test; `guardrails` are those of the first'),
  isAutomatic: z.boolean().describe('Slipway’s own: its observation makes it again'),
  configHash: z.string().describe('sha256 of the plan and the policy that it was made by'),
});
export type RolloutDecision = z.infer<typeof RolloutDecision>;

/** RolloutLook is one point of the rollout's charts: weights and e-values over time. */
export const RolloutLook = z.object({
  at: Timestamp,
  wantedBp: z.number().int(),
  seenBp: z.number().int().nullable(),
  harmE: z.number(),
  safeE: z.number(),
  stableRate: z.number().nullable(),
  candidateRate: z.number().nullable(),
  candidateUnits: z.number().int(),
  guardrails: z
    .array(z.object({ name: GuardrailName, harmE: z.number(), safeE: z.number() }))
    .default([])
    .describe('the e-values of each guardrail'),
  arms: z
    .array(MeasureEvidence.pick({ estimate: true, lower: true, upper: true }).extend({ version: z.number().int() }))
    .default([])
    .describe('the candidates of an A/B test: how far the goal lies from stable’s'),
});
export type RolloutLook = z.infer<typeof RolloutLook>;

/** ShownStep is one share of traffic that a rollout passes through; a blue-green one begins with none. */
export const ShownStep = RolloutStep.extend({ weightBp: z.number().int().min(0).max(10_000) });
export type ShownStep = z.infer<typeof ShownStep>;

/** Rollout is the move of an endpoint from a stable version to a candidate. */
export const Rollout = z.object({
  id: Id,
  endpoint: z.string(),
  strategy: RolloutStrategy,
  plan: RolloutPlan,
  rules: z.array(RoutingRule),
  model: z.string(),
  fromVersion: z.number().int(),
  toVersion: z.number().int(),
  toModel: z.string(),
  state: RolloutState,
  step: z.number().int(),
  steps: z.array(ShownStep).describe('shares of traffic in their order, as the plan gives them'),
  policy: RolloutPolicy,
  sentence: z.string().describe('one line: what holds, why, and what is next'),
  wantedBp: z.number().int(),
  seenBp: z.number().int().nullable(),
  frozen: FrozenBaseline.nullable().describe('null until the stable version has answered enough'),
  guardrails: z.array(GuardrailEvidence),
  measures: z.array(MeasureEvidence).describe('business metrics and scores'),
  checks: z.array(CheckReading).describe('of an A/B test each candidate has its own'),
  nextLookAt: Timestamp.nullable(),
  stepStartedAt: Timestamp,
  startedAt: Timestamp,
  startedBy: z.string(),
  endedAt: Timestamp.nullable(),
  trainingRunId: Id.nullable(),
  startAt: Timestamp.nullable().describe('when it shall begin; null for at once'),
  needsApproval: NeedsApproval,
  approvals: z.array(RolloutApproval),
  freezeOverride: FreezeOverride.nullable(),
  hooks: z.array(RolloutHook),
  arms: z.array(RolloutArm).describe('the candidates of an A/B test; empty for any other strategy'),
});
export type Rollout = z.infer<typeof Rollout>;

/** RolloutEvidence is everything a decision was made from. */
export const RolloutEvidence = z.object({
  counts: RolloutCounts,
  arms: z.array(ArmObservation).describe('the candidates of an A/B test; `counts` are those of the first'),
  looks: z.array(RolloutLook),
  decisions: z.array(RolloutDecision),
});
export type RolloutEvidence = z.infer<typeof RolloutEvidence>;

/** What every rollout needs beside its plan. */
const common = {
  model: ModelName.optional().describe('default: the model of the stable variant'),
  version: VersionNumber,
  policy: RolloutPolicy.prefault({}),
  runsOn: VersionRuntime.optional().describe(
    'how the candidate runs, and goes on running; default: as the endpoint does',
  ),
  startAt: Timestamp.optional().describe('begin at this time; at once when left out'),
  hooks: z.array(RolloutHook).max(20).default([]).describe('webhooks that are asked or told'),
  needsApproval: NeedsApproval.default('never').describe('steps that wait until somebody else approves them'),
  rules: z
    .array(RoutingRule)
    .max(20)
    .default([])
    .describe('the first that matches a request decides, before the weights'),
  force: z
    .strictObject({ why: z.string().min(1).max(1000) })
    .optional()
    .describe(
      'lets a version through that has not passed the gates of its model; needs the scope `approve`, and is written down',
    ),
  overrideFreeze: z
    .strictObject({ why: z.string().min(1).max(1000) })
    .optional()
    .describe('starts it at once though the endpoint is frozen; needs the scope `approve`, and is written down'),
};

/** An A/B test names its candidates in its plan. */
const { model: _model, version: _version, ...commonOfSeveral } = common;

/** NewDecisionReplay asks for a decision to be made again; counts put in the place of the stored ones show what would change it. */
export const NewDecisionReplay = z.strictObject({
  decision: z.number().int().min(1).optional().describe('default: the last one that Slipway made'),
  counts: RolloutCounts.optional(),
});
export type NewDecisionReplay = z.infer<typeof NewDecisionReplay>;

const DecidedAct = z.object({ act: RolloutDecision.shape.act, toStep: z.number().int(), why: z.string() });

/** DecisionReplay is a decision made again from its stored observation, beside what was done. */
export const DecisionReplay = z.object({
  recorded: RolloutDecision,
  replayed: DecidedAct,
  agrees: z.boolean().nullable().describe('null where a person acted: then `replayed` is what Slipway would have done'),
  guardrails: z.array(GuardrailEvidence),
  measures: z.array(MeasureEvidence),
  observation: RolloutObservation,
});
export type DecisionReplay = z.infer<typeof DecisionReplay>;

/** NewRollout starts a rollout on an endpoint; a canary, unless it names another strategy. */
export const NewRollout = z.discriminatedUnion('strategy', [
  CanaryPlan.extend(common),
  BlueGreenPlan.extend(common),
  ShadowPlan.extend(common),
  AbTestPlan.extend(commonOfSeveral),
]);
export type NewRollout = z.infer<typeof NewRollout>;
