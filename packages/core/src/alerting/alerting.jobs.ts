import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** deliverJob sends one delivery to its channel. */
export const deliverJob = jobKind('alerting.deliver', 'control', z.object({ deliveryId: z.uuid() }), {
  hidden: true,
  maxAttempts: 5,
});
