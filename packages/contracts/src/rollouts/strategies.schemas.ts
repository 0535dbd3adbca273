import { z } from 'zod';
import { LabelName, ModelName, VersionNumber } from '../kernel/names.js';
import { BetterWhen } from './measures.schemas.js';

const MOST_KEYS = 5_000;
const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** HeaderName is a request header that routing may look at, in lower case; those that carry secrets are not among them. */
export const HeaderName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'must be lower-case letters, digits and hyphens')
  .refine((name) => !SECRET_HEADERS.includes(name), 'carries a secret, so nothing may be routed by it');

const FeatureName = z.string().min(1).max(256);

/**
 * RequestMatch is what a request must have: a routing key of a list, a header with one of some values, or one that starts so, or a feature with one of some
 * values, or within bounds, in every row of it.
 */
export const RequestMatch = z.union([
  z.strictObject({ keys: z.array(z.string().min(1).max(256)).min(1).max(MOST_KEYS) }),
  z.strictObject({ header: HeaderName, in: z.array(z.string().max(256)).min(1).max(100) }),
  z.strictObject({ header: HeaderName, prefix: z.string().min(1).max(256) }),
  z.strictObject({
    feature: FeatureName,
    in: z
      .array(z.union([z.string().max(256), z.number(), z.boolean()]))
      .min(1)
      .max(100),
  }),
  z
    .strictObject({ feature: FeatureName, min: z.number().optional(), max: z.number().optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'needs min, max or both')
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, 'min lies above max'),
]);
export type RequestMatch = z.infer<typeof RequestMatch>;

/** Cohort is a named part of all callers: whoever matches any of the list. Beta users, employees, a region. */
export const Cohort = z.strictObject({ name: LabelName, anyOf: z.array(RequestMatch).min(1).max(20) });
export type Cohort = z.infer<typeof Cohort>;

/** RoutingRule sends every request that matches to one role, whatever the weights say; such requests are no evidence. */
export const RoutingRule = z.strictObject({
  match: RequestMatch,
  to: z.enum(['candidate', 'stable']),
  version: VersionNumber.optional().describe('which candidate of an A/B test; needed where it has several'),
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/**
 * RolloutStep gives the candidate a share of traffic and holds it for at least `holdSeconds`. With cohorts it is their traffic that is shared, and
 * everybody else stays with stable; whoever is in stays in at later steps.
 */
export const RolloutStep = z.strictObject({
  weightBp: z.number().int().min(1).max(10_000),
  holdSeconds: z.number().int().min(0).max(86_400).default(60),
  cohorts: z.array(LabelName).min(1).max(20).optional(),
});
export type RolloutStep = z.infer<typeof RolloutStep>;

const STEP_BP = [100, 500, 1_000, 2_500, 5_000, 10_000];

/** CanaryPlan moves traffic to the candidate step by step, each step only with proof. */
export const CanaryPlan = z.strictObject({
  strategy: z.literal('canary').default('canary'),
  steps: z
    .array(RolloutStep)
    .min(1)
    .max(20)
    .default(STEP_BP.map((weightBp) => ({ weightBp, holdSeconds: weightBp === 10_000 ? 0 : 60 }))),
  cohorts: z.array(Cohort).max(20).default([]),
});
export type CanaryPlan = z.infer<typeof CanaryPlan>;

/**
 * BlueGreenPlan warms the candidate without traffic, where only a version that is named reaches it, switches all traffic at once, and keeps the
 * former version loaded for an instant return until the candidate is shown safe.
 */
export const BlueGreenPlan = z.strictObject({
  strategy: z.literal('blue_green'),
  testSeconds: z
    .number()
    .int()
    .min(0)
    .max(604_800)
    .default(60)
    .describe('how long the candidate is tested before the switch'),
  keepSeconds: z.number().int().min(0).max(604_800).default(600).describe('how long the former version stays loaded'),
  switchBy: z.enum(['slipway', 'person']).default('slipway').describe('a person switches by skipping the test step'),
});
export type BlueGreenPlan = z.infer<typeof BlueGreenPlan>;

/**
 * ShadowPlan sends a copy of some requests to the candidate, whose answers nobody gets. It ends without moving traffic, by itself when the candidate was
 * shown not to fail more often than stable does on the same requests.
 */
export const ShadowPlan = z.strictObject({
  strategy: z.literal('shadow'),
  mirrorBp: z.number().int().min(1).max(10_000).default(10_000).describe('share of requests that are mirrored'),
  durationSeconds: z.number().int().min(0).max(2_592_000).default(3_600).describe('at least so long'),
});
export type ShadowPlan = z.infer<typeof ShadowPlan>;

/** AbArm is one candidate of an A/B test with its fixed share. */
export const AbArm = z.strictObject({
  model: ModelName.optional().describe('default: the model of the stable variant'),
  version: VersionNumber,
  weightBp: z.number().int().min(1).max(9_999),
});
export type AbArm = z.infer<typeof AbArm>;

/**
 * AbTestPlan compares several candidates with stable at once, at fixed shares that stick to routing keys, by a business metric that comes with feedback.
 * It ends with the candidate that is shown better than stable and than every other one; after `maxSeconds` with the best of those shown better than
 * stable. A candidate that harms, or is shown worse than stable, is dropped, and its share goes to stable.
 */
export const AbTestPlan = z.strictObject({
  strategy: z.literal('ab_test'),
  arms: z.array(AbArm).min(1).max(8),
  goal: z.strictObject({ metric: LabelName, better: BetterWhen.default('higher') }),
  minSeconds: z.number().int().min(0).max(2_592_000).default(3_600).describe('no winner before'),
  maxSeconds: z.number().int().min(10).max(7_776_000).default(1_209_600).describe('a person decides after'),
  onWinner: z.enum(['promote', 'finish']).default('promote').describe('finish tells the winner and moves no traffic'),
  cohorts: z
    .array(Cohort)
    .max(20)
    .default([])
    .describe('whose requests are shared; everybody else stays with stable. All callers when left out'),
});
export type AbTestPlan = z.infer<typeof AbTestPlan>;

/** RolloutPlan is how traffic moves, by strategy. */
export const RolloutPlan = z.discriminatedUnion('strategy', [CanaryPlan, BlueGreenPlan, ShadowPlan, AbTestPlan]);
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/** RolloutStrategy names a plan. */
export const RolloutStrategy = z.enum(['canary', 'blue_green', 'shadow', 'ab_test']);
export type RolloutStrategy = z.infer<typeof RolloutStrategy>;
