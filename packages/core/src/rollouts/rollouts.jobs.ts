import { HookPoint } from '@slipway/contracts';
import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** reconcileRolloutJob makes one pass over a rollout: load, evidence, decide, apply. */
export const reconcileRolloutJob = jobKind('rollouts.reconcile', 'control', z.object({ rolloutId: z.uuid() }), {
  hidden: true,
});

/** replayJob sends logged requests to a candidate before any user sees it. */
export const replayJob = jobKind('rollouts.replay', 'work', z.object({ replayId: z.uuid() }), { maxAttempts: 2 });

/** tellHookJob tells a webhook of a decision; one that does not take it is told again a few times. */
export const tellHookJob = jobKind(
  'rollouts.tell_hook',
  'work',
  z.object({ rolloutId: z.uuid(), number: z.number().int(), point: HookPoint, channel: z.string() }),
  { maxAttempts: 5, hidden: true },
);
