import { z } from 'zod';
import { EndpointName, Id, LabelName, ModelName, Timestamp } from '../kernel/names.js';
import { JobState } from '../jobs/jobs.schemas.js';
import { RolloutPolicy } from '../rollouts/rollouts.schemas.js';
import { RolloutStep } from '../rollouts/strategies.schemas.js';

/** Trainer is an entry of the operator's file: how a new version is made. */
export const Trainer = z.object({
  name: z.string(),
  description: z.string(),
  kind: z.enum(['command']),
  timeoutSeconds: z.number().int(),
  lastRunAt: Timestamp.nullable(),
});
export type Trainer = z.infer<typeof Trainer>;

/** TrainingInput says what a trainer learns from and what it makes a version of. */
export const TrainingInput = z.strictObject({
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
  params: z.record(z.string().min(1).max(100), z.string().max(1000)).default({}),
});
export type TrainingInput = z.infer<typeof TrainingInput>;

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
  dataRows: z.number().int().nullable(),
  dataDigest: z.string().nullable(),
  version: z.number().int().nullable(),
  metrics: z.record(z.string(), z.number()),
  exitCode: z.number().int().nullable(),
  error: z.string().nullable(),
  log: z.string().describe('the last 64 KiB of what the trainer printed'),
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
});
export type NewTrainingRun = z.infer<typeof NewTrainingRun>;

/** Trigger starts a trainer when a drift monitor fires. */
export const Trigger = z.object({
  name: z.string(),
  trainer: z.string(),
  monitor: z.string(),
  input: TrainingInput,
  cooldownSeconds: z.number().int(),
  enabled: z.boolean(),
  thenRollOut: z
    .object({ steps: z.array(RolloutStep), policy: RolloutPolicy })
    .nullable()
    .describe('start this canary with the new version'),
  lastFiredAt: Timestamp.nullable(),
  lastDecision: z.string().nullable(),
  createdAt: Timestamp,
});
export type Trigger = z.infer<typeof Trigger>;

/** NewTrigger links a monitor to a trainer. */
export const NewTrigger = z.strictObject({
  name: LabelName,
  trainer: LabelName,
  monitor: LabelName,
  input: TrainingInput,
  cooldownSeconds: z.number().int().min(0).max(31_536_000).default(86_400),
  thenRollOut: z
    .strictObject({ steps: z.array(RolloutStep).min(1).max(20), policy: RolloutPolicy.prefault({}) })
    .optional(),
});
export type NewTrigger = z.infer<typeof NewTrigger>;
