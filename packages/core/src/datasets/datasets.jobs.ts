import { DatasetFormat } from '@slipway/contracts';
import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** profileVersionJob reads a big file and makes its version ready, or says why it cannot be read. */
export const profileVersionJob = jobKind(
  'datasets.profile',
  'work',
  z.object({ versionId: z.uuid(), format: DatasetFormat.optional() }),
);
