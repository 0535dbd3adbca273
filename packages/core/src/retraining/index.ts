export { RetrainingService } from './retraining.service.js';
export { runTrainingJob } from './retraining.jobs.js';
