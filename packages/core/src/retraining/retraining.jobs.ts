import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** runTrainingJob takes the steps of a training run that have no end yet. */
export const runTrainingJob = jobKind('retraining.run', 'train', z.object({ trainingRunId: z.uuid() }), {
  maxAttempts: 3,
});

/** tellCancelledJob tells the pipeline of a cancelled run that nobody waits for it any more. */
export const tellCancelledJob = jobKind('retraining.tell_cancelled', 'control', z.object({ trainingRunId: z.uuid() }), {
  hidden: true,
});

/** considerTriggerJob looks at one trigger: fire, hold back or wait. */
export const considerTriggerJob = jobKind('retraining.consider', 'control', z.object({ triggerId: z.uuid() }), {
  hidden: true,
});
