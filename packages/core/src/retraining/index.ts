export { RetrainingService } from './retraining.service.js';
export { runTrainingJob } from './retraining.jobs.js';
export { heldByTrainingRuns } from './held-files.repository.js';
