import { z } from 'zod';
import { EndpointName, LabelName, Timestamp, VersionNumber } from '../kernel/names.js';

const MOST_METRICS = 20;
/** Sums of squares stay far from the end of doubles. */
const MOST_OF_A_METRIC = 1e12;

const Outcome = {
  actual: z.union([z.string().max(500), z.number(), z.boolean()]).optional(),
  metrics: z
    .record(LabelName, z.number().min(-MOST_OF_A_METRIC).max(MOST_OF_A_METRIC))
    .refine((metrics) => Object.keys(metrics).length <= MOST_METRICS, `at most ${MOST_METRICS} metrics`)
    .optional()
    .describe('business metrics such as revenue, by name; the first value of a prediction, or of its key, counts'),
  at: Timestamp.optional().describe('when it was known; now without'),
};

const saysSomething = ({ actual, metrics }: { actual?: unknown; metrics?: unknown }): boolean =>
  actual !== undefined || metrics !== undefined;
const NOTHING_SAID = 'needs actual, metrics or both';

/** FeedbackItem is what came of one prediction row: ground truth, business metrics or both. It is named by its id, or by its endpoint, key and time. */
export const FeedbackItem = z.union([
  z
    .strictObject({
      predictionId: z
        .string()
        .regex(
          /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/\d{1,5})?$/,
          'must be a prediction id, with /row for a batch',
        ),
      ...Outcome,
    })
    .refine(saysSomething, NOTHING_SAID),
  z
    .strictObject({
      endpoint: EndpointName,
      key: z.string().min(1).max(500),
      predictedAt: Timestamp.optional().describe(
        'the last logged prediction of the key at or before this event time is meant; now without',
      ),
      ...Outcome,
    })
    .refine(saysSomething, NOTHING_SAID),
]);
export type FeedbackItem = z.infer<typeof FeedbackItem>;

/** NewFeedback is one item or many. */
export const NewFeedback = z.union([FeedbackItem, z.strictObject({ items: z.array(FeedbackItem).min(1).max(10_000) })]);
export type NewFeedback = z.infer<typeof NewFeedback>;

/** NewFeedbackDataset names a dataset whose rows are outcomes; rows by key are of `endpoint`. */
export const NewFeedbackDataset = z.strictObject({
  dataset: LabelName,
  datasetVersion: VersionNumber.optional(),
  endpoint: EndpointName.optional(),
});
export type NewFeedbackDataset = z.infer<typeof NewFeedbackDataset>;

/** FeedbackReceipt counts what was stored; unknown ids are kept, they may be late log rows. */
export const FeedbackReceipt = z.object({
  accepted: z.number().int(),
  matched: z.number().int(),
  unknown: z.number().int(),
  replaced: z.number().int().describe('outcomes that were there before, equal or not'),
  contradicted: z
    .number()
    .int()
    .describe('outcomes that differ from an earlier one of the same prediction; the last one counts'),
  unplaced: z
    .number()
    .int()
    .describe('keys without a logged prediction at or before the time: not kept, send them again later'),
  metricValues: z
    .number()
    .int()
    .describe('business metrics that were kept; a second value of the same prediction is not'),
});
export type FeedbackReceipt = z.infer<typeof FeedbackReceipt>;
