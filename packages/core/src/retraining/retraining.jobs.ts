import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** runTrainingJob runs a trainer and registers what it made. */
export const runTrainingJob = jobKind('retraining.run', 'train', z.object({ trainingRunId: z.uuid() }), {
  maxAttempts: 2,
});

/** considerTriggerJob looks at one trigger: fire, hold back or wait. */
export const considerTriggerJob = jobKind('retraining.consider', 'control', z.object({ triggerId: z.uuid() }), {
  hidden: true,
});
