export { RolloutsService } from './rollouts.service.js';
export { reconcileRolloutJob, replayJob } from './rollouts.jobs.js';
