import { z } from 'zod';
import { CheckReading } from './checks.schemas.js';
import { GuardrailEvidence, RolloutCounts } from './evidence.schemas.js';
import { MeasureEvidence } from './measures.schemas.js';

const arm = {
  model: z.string(),
  version: z.number().int(),
  weightBp: z.number().int().describe('its share while it is in'),
  dropped: z.string().nullable().describe('why its share went to stable; null while it is in'),
};

/** ArmObservation is everything that one look knows of one candidate of an A/B test. */
export const ArmObservation = z.object({
  ...arm,
  counts: RolloutCounts,
  checks: z.array(CheckReading).default([]).describe('the last reading of each check of the policy'),
  candidateFailure: z.string().nullable().describe('why it cannot run; null while it can'),
});
export type ArmObservation = z.infer<typeof ArmObservation>;

/** RolloutArm is one candidate of an A/B test with its evidence against stable. */
export const RolloutArm = z.object({
  ...arm,
  goal: MeasureEvidence.nullable().describe(
    'safe: shown better than stable; harmful: shown worse. Null before the first look',
  ),
  guardrails: z.array(GuardrailEvidence),
  measures: z.array(MeasureEvidence),
  checks: z.array(CheckReading).describe('the last reading of each check of the policy'),
  leads: z.boolean().describe('the best of those that are in, shown so or not'),
});
export type RolloutArm = z.infer<typeof RolloutArm>;
