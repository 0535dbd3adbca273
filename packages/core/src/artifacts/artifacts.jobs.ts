import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

const Payload = z.object({ dryRun: z.boolean(), graceHours: z.number() });

/** collectGarbageJob removes stored files that nobody needs, on the beat of its schedule; a migration wrote that schedule. */
export const collectGarbageJob = jobKind('artifacts.collect_garbage', 'work', Payload, { hidden: true });

/** collectGarbageNowJob is the same on a person's request: it is listed, and its result is the report. */
export const collectGarbageNowJob = jobKind('artifacts.collect_garbage_now', 'work', Payload, { maxAttempts: 1 });
