import { z } from 'zod';
import { Id, Timestamp } from '../kernel/names.js';

/** JobState is the life of a job row. */
export const JobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

/** Job is long work that a caller can watch and cancel. */
export const Job = z.object({
  id: Id,
  name: z.string(),
  subject: z.string().nullable(),
  state: JobState,
  progress: z.number().min(0).max(1),
  message: z.string().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
  createdBy: z.string(),
});
export type Job = z.infer<typeof Job>;

/** JobAccepted answers every request that starts long work. */
export const JobAccepted = z.object({ job: Job });
export type JobAccepted = z.infer<typeof JobAccepted>;
