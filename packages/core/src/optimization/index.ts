export { sweepJob } from './optimization.jobs.js';
export { OptimizationService } from './optimization.service.js';
