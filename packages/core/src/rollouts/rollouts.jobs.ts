import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** reconcileRolloutJob makes one pass over a rollout: load, evidence, decide, apply. */
export const reconcileRolloutJob = jobKind('rollouts.reconcile', 'control', z.object({ rolloutId: z.uuid() }), {
  hidden: true,
});

/** replayJob sends logged requests to a candidate before any user sees it. */
export const replayJob = jobKind('rollouts.replay', 'work', z.object({ replayId: z.uuid() }), { maxAttempts: 2 });
