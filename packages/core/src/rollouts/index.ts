export { RolloutsService } from './rollouts.service.js';
export { reconcileRolloutJob } from './rollouts.jobs.js';
