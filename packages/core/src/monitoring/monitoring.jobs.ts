import { RowSlice } from '@slipway/contracts';
import { z } from 'zod';
import { jobKind } from '../kernel/jobs/job-kind.js';

/** buildBaselineJob profiles a dataset as the reference of a version. */
export const buildBaselineJob = jobKind(
  'monitoring.build_baseline',
  'work',
  z.object({ versionId: z.uuid(), dataset: z.string(), datasetVersion: z.number().int() }),
);

/** buildTrafficBaselineJob profiles what an endpoint was asked between two event times. */
export const buildTrafficBaselineJob = jobKind(
  'monitoring.build_traffic_baseline',
  'work',
  z.object({ versionId: z.uuid(), endpointId: z.uuid(), from: z.iso.datetime(), to: z.iso.datetime() }),
);

/** runMonitorJob compares every closed window that was not compared yet, on the beat of the monitor's schedule. */
export const runMonitorJob = jobKind('monitoring.run_monitor', 'work', z.object({ monitorId: z.uuid() }), {
  hidden: true,
});

/** runMonitorNowJob is the same on a person's request: it is listed. */
export const runMonitorNowJob = jobKind('monitoring.run_monitor_now', 'work', z.object({ monitorId: z.uuid() }));

/** explainWindowJob looks for the causes of a compared window. */
export const explainWindowJob = jobKind(
  'monitoring.explain_window',
  'work',
  z.object({ monitorId: z.uuid(), runId: z.uuid() }),
);

/** readSliceJob counts the rows of a slice in the dataset of a baseline; null are all rows. */
export const readSliceJob = jobKind(
  'monitoring.read_slice',
  'work',
  z.object({ baselineId: z.uuid(), slice: RowSlice.nullable() }),
);

/** recordFeedbackJob reads a dataset whose rows are outcomes. */
export const recordFeedbackJob = jobKind(
  'monitoring.record_feedback',
  'work',
  z.object({ dataset: z.string(), datasetVersion: z.number().int(), endpoint: z.string().nullable() }),
);
