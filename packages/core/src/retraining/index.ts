export { RetrainingService } from './retraining.service.js';
export { considerTriggerJob, runTrainingJob, tellCancelledJob } from './retraining.jobs.js';
export { heldByTrainingRuns } from './held-files.repository.js';
