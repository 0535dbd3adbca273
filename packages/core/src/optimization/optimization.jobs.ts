import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** sweepJob measures a version; an attempt goes on behind the points that an earlier one saved. */
export const sweepJob = jobKind('optimization.sweep', 'work', z.object({ optimizationId: z.uuid() }));
