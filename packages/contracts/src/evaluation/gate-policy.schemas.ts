import { z } from 'zod';
import { Id, LabelName, Timestamp } from '../kernel/names.js';
import { AliasName } from '../registry/registry.schemas.js';
import { Gate, GateResult, QueryColumn, Separator } from './evaluation.schemas.js';

/** NewGatePolicy says what a version of a model must have shown before it may take an alias or a rollout. */
export const NewGatePolicy = z.strictObject({
  dataset: LabelName.describe(
    'the dataset on which a version must have been evaluated; its newest evaluation there counts',
  ),
  target: z.string().min(1).max(200).describe('the column of the dataset with the true outcome'),
  positive: z
    .string()
    .max(1000)
    .nullable()
    .default(null)
    .describe('the value of target that counts as the positive class; default 1 or true'),
  slices: z
    .array(z.string().min(1).max(200))
    .max(10)
    .default([])
    .describe('columns by which the rows are also measured apart'),
  query: QueryColumn.nullable().default(null),
  separator: Separator.nullable().default(null),
  gates: z
    .array(Gate)
    .min(1)
    .max(50)
    .describe(
      'metrics of the evaluation; rows, no_target_share and no_prediction_share of what it was measured on; size_mb and run_ms of the version itself',
    ),
  aliases: z
    .array(AliasName)
    .max(50)
    .default(['champion'])
    .describe('aliases that only a version which passes may take'),
  rollouts: z.boolean().default(true).describe('whether only a version which passes may be rolled out'),
});
export type NewGatePolicy = z.infer<typeof NewGatePolicy>;

/** GatePolicy is the policy of one model. */
export const GatePolicy = NewGatePolicy.extend({ model: z.string(), updatedAt: Timestamp, updatedBy: z.string() });
export type GatePolicy = z.infer<typeof GatePolicy>;

/** GateCheck is a policy held against what is known of one version. */
export const GateCheck = z.object({
  model: z.string(),
  version: z.number().int(),
  state: z.enum(['no_policy', 'not_evaluated', 'passed', 'failed']),
  /** One sentence: what is missing, or which gates fail. */
  why: z.string(),
  gates: z.array(GateResult),
  evaluationId: Id.nullable(),
  policy: GatePolicy.nullable(),
});
export type GateCheck = z.infer<typeof GateCheck>;
