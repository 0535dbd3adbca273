export { RolloutsService } from './rollouts.service.js';
export { reconcileRolloutJob, replayJob, tellHookJob } from './rollouts.jobs.js';
