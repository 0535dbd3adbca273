import { endpoints } from '../kernel/endpoint.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { NewBatchPrediction } from './batch-predictions.schemas.js';

/** batchPredictionsEndpoints: predict whole datasets. Progress, result and cancelling are those of the job. */
export const batchPredictionsEndpoints = endpoints('batch-predictions', {
  startBatchPrediction: {
    method: 'POST', path: '/batch-predictions', summary: 'Predict every row of a dataset, as a job that makes a dataset', access: 'write', body: NewBatchPrediction,
    response: JobAccepted, status: 202, errors: ['not_found', 'schema_mismatch', 'conflict'],
  },
});
