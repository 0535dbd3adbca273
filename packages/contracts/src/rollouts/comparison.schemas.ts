import { z } from 'zod';
import { JobState } from '../jobs/jobs.schemas.js';
import { Id, ModelName, Timestamp, VersionNumber } from '../kernel/names.js';

/** PairedLatency are quantiles in milliseconds; null without a run. */
export const PairedLatency = z.object({
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type PairedLatency = z.infer<typeof PairedLatency>;

/** PairDifference is one row that both versions answered. */
export const PairDifference = z.object({
  predictionId: z.string(),
  at: Timestamp,
  agrees: z.boolean(),
  difference: z.number().nullable(),
  stable: z.record(z.string(), z.unknown()).nullable(),
  candidate: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable().describe('what went wrong at the candidate'),
});
export type PairDifference = z.infer<typeof PairDifference>;

/** PairReport compares two versions on the same requests, of which nobody got the candidate's answer. */
export const PairReport = z.object({
  pairs: z.number().int(),
  agreed: z.number().int().describe('requests whose rows all got the same answer'),
  largestDifference: z.number().nullable().describe('between two numbers of the same output'),
  failures: z.object({ onlyStable: z.number().int(), onlyCandidate: z.number().int(), both: z.number().int() }),
  stableLatency: PairedLatency,
  candidateLatency: PairedLatency,
  dropped: z.number().int().describe('requests that were not compared, because the candidate was busy'),
  differences: z.array(PairDifference).describe('a sample, those that disagree first'),
});
export type PairReport = z.infer<typeof PairReport>;

/** NewReplay sends logged requests of an endpoint to a candidate before any user sees it. */
export const NewReplay = z.strictObject({
  model: ModelName.optional().describe('default: the model of the stable variant'),
  version: VersionNumber,
  rows: z.number().int().min(1).max(10_000).default(1_000).describe('at most so many of the newest logged rows'),
  hours: z
    .number()
    .int()
    .min(1)
    .max(2_160)
    .optional()
    .describe('only rows of so many hours back; default: all of the log'),
});
export type NewReplay = z.infer<typeof NewReplay>;

/** Replay is one such run; its report is there when its job is done. */
export const Replay = z.object({
  id: Id,
  endpoint: z.string(),
  fromVersion: z.number().int(),
  toModel: z.string(),
  toVersion: z.number().int(),
  rows: z.number().int(),
  hours: z.number().int().nullable(),
  jobId: Id,
  state: JobState,
  report: PairReport.nullable(),
  createdBy: z.string(),
  createdAt: Timestamp,
  finishedAt: Timestamp.nullable(),
});
export type Replay = z.infer<typeof Replay>;
