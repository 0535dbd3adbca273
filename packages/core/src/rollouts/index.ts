export { RolloutsService, type Start } from './rollouts.service.js';
export { reconcileRolloutJob } from './rollouts.jobs.js';
