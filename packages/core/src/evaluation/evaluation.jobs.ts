import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** runEvaluationJob measures a version on a dataset. */
export const runEvaluationJob = jobKind('evaluation.run', 'work', z.object({ evaluationId: z.uuid() }), {
  maxAttempts: 2,
});
