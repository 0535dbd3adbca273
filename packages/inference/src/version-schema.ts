import type { TensorSpec } from './tensors.js';

/** FeatureType says what the values of a feature are; `image` and `tensor` features are a whole model input a row. */
export type FeatureType = 'numeric' | 'categorical' | 'text' | 'image' | 'tensor';

/** OutputRole says what an output means; `tensor` is one without a meaning that we know. */
export type OutputRole = 'label' | 'score' | 'value' | 'embedding' | 'tensor';

/** ModelTask says what the model is for. */
export type ModelTask = 'classification' | 'regression' | 'embedding' | 'other';

/** ImagePreparation says how a picture becomes the tensor of an image feature; `mean` and `std` by channel, after `scale`. */
export interface ImagePreparation {
  readonly layout: 'nchw' | 'nhwc';
  readonly fit: 'cover' | 'contain' | 'fill';
  /** The shorter side before the middle is cut out; without it the image is brought to the input's size at once. */
  readonly shortestSide?: number;
  readonly order: 'rgb' | 'bgr' | 'grey';
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Feature is one column that people know, and where it goes: column `index` of the model input `input`. */
export interface Feature {
  readonly name: string;
  readonly type: FeatureType;
  /** The known values, in order. On a numeric input a category is fed as its position in this list. */
  readonly categories?: readonly string[];
  /** An optional feature may be absent or null: fed as NaN, or as the empty string. */
  readonly optional?: boolean;
  /** How a PNG or JPEG becomes the tensor; only for features of type `image`. */
  readonly image?: ImagePreparation;
  readonly input: string;
  readonly index: number;
}

/** SchemaOutput is one model output and its meaning; `classes` name the columns of a score and the integers of a label. */
export interface SchemaOutput {
  readonly name: string;
  readonly role: OutputRole;
  readonly classes?: readonly string[];
}

/** VersionSchema ties the columns that people know to the tensors that the model knows. Features are in order. */
export interface VersionSchema {
  readonly task: ModelTask;
  readonly features: readonly Feature[];
  readonly outputs: readonly SchemaOutput[];
  readonly inputs: readonly TensorSpec[];
  readonly tensorOutputs: readonly TensorSpec[];
}

/** schemaMetadataKey is the ONNX metadata key under which a model may carry its own schema as JSON. */
export const schemaMetadataKey = 'slipway.schema';

/** takesColumns tells whether a model input is fed column by column: a batch axis, and at most one more for columns. */
export function takesColumns(input: TensorSpec): boolean {
  return isBatchAxis(input) && input.shape.length <= 2;
}

/** isBatchAxis tells whether the first axis of a tensor counts rows: its size is open, or declared as one. */
export function isBatchAxis({ shape }: TensorSpec): boolean {
  return shape[0] === -1 || shape[0] === 1;
}

/** maxRowsPerRun is 1 when some input fixes its batch or has no batch axis at all, else null: any number of rows. */
export function maxRowsPerRun(schema: VersionSchema): 1 | null {
  return schema.inputs.every(({ shape }) => shape[0] === -1) ? null : 1;
}
