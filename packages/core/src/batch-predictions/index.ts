export { BatchPredictionsService } from './batch-predictions.service.js';
export { runBatchPredictionJob } from './batch-predictions.jobs.js';
