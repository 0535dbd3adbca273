export { whyNotOther } from './approvals.js';
export { stepsOf, type RolloutRow } from './rollouts.repository.js';
export { RolloutsService } from './rollouts.service.js';
export { reconcileRolloutJob, replayJob, tellHookJob } from './rollouts.jobs.js';
export {
  medianSeconds,
  shareOf,
  simulateRollout,
  type EventRates,
  type SimulatedEnd,
  type SimulatedRollout,
} from './simulate.js';
