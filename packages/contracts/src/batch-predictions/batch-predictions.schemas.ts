import { z } from 'zod';
import { DatasetFormat } from '../datasets/datasets.schemas.js';
import { EndpointName, LabelName, ModelName, VersionNumber } from '../kernel/names.js';

/**
 * NewBatchPrediction asks for the predictions of a version, named itself or as the stable one of an endpoint, for every row of a dataset.
 * They become the next version of the dataset `output`, row by row in the order of the input: `row` (from 0), the columns of `keep`,
 * `predicted_*`, and `error` where a row does not fit the model.
 */
export const NewBatchPrediction = z
  .strictObject({
    endpoint: EndpointName.optional(),
    model: ModelName.optional(),
    version: VersionNumber.optional(),
    dataset: LabelName,
    datasetVersion: VersionNumber.optional(),
    output: LabelName,
    keep: z.array(z.string().min(1).max(200)).max(1_000).default([]),
    format: DatasetFormat.default('jsonl').describe('of the file that the predictions become'),
  })
  .refine(
    ({ endpoint, model, version }) => (endpoint === undefined) === (model !== undefined && version !== undefined),
    {
      path: ['endpoint'],
      message: 'name an endpoint, or a model and its version',
    },
  )
  .refine(({ dataset, output }) => dataset !== output, {
    path: ['output'],
    message: 'predictions need a dataset of their own',
  });
export type NewBatchPrediction = z.infer<typeof NewBatchPrediction>;
