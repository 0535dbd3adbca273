import { DatasetFormat } from '@slipway/contracts';
import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** runBatchPredictionJob predicts every row of a dataset version; an attempt goes on where the last one on this machine stopped. */
export const runBatchPredictionJob = jobKind(
  'batch_predictions.run',
  'work',
  z.object({
    versionId: z.uuid(),
    dataset: z.string(),
    datasetVersion: z.number().int(),
    output: z.string(),
    keep: z.array(z.string()),
    format: DatasetFormat.default('jsonl'),
  }),
  { maxAttempts: 5 },
);
