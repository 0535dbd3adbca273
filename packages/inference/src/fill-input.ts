import { isFloat } from './datatypes.js';
import type { Datatype } from './datatypes.js';
import { halfFromNumber } from './half-float.js';
import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import { nestedCount, nestedShape, readNested } from './nested-data.js';
import { allocate, elementCount, elementProblem, shapeProblem, writeElement } from './tensors.js';
import type { Tensor, TensorData, TensorSpec } from './tensors.js';
import { isBatchAxis } from './version-schema.js';
import type { Feature, VersionSchema } from './version-schema.js';

/** PreparedTensor is a value of a row that is a tensor already, such as a decoded image; it is fed as it is. */
export class PreparedTensor {
  constructor(
    readonly shape: readonly number[],
    readonly data: Float32Array,
  ) {}
}

/** Cells are the values of `rows` rows by the name of a feature; undefined is a value that is not given. */
export interface Cells {
  readonly rows: number;
  readonly at: (row: number, name: string) => unknown;
}

const unevenText = 'the lists of a feature must have one shape in all rows';

/** PlannedFeature is a feature of an input and how its values are fed. */
export interface PlannedFeature {
  readonly feature: Feature;
  /** Where a category goes on a numeric input; null for a value that is fed as it is. */
  readonly positions: ReadonlyMap<string, number> | null;
}

/** PlannedInput is an input of a model with the features that fill it. */
export interface PlannedInput {
  readonly spec: TensorSpec;
  readonly features: readonly PlannedFeature[];
}

/** Plan is how the rows of a schema fill its inputs. */
export interface Plan {
  readonly names: ReadonlySet<string>;
  readonly features: readonly Feature[];
  readonly inputs: readonly PlannedInput[];
}

const plans = new WeakMap<VersionSchema, Plan>();

/** planOf is the plan of a schema. It is made once: a schema is the same object for many thousand requests. */
export function planOf(schema: VersionSchema): Plan {
  let plan = plans.get(schema);
  if (plan !== undefined) return plan;
  const { features } = schema;
  const inputs = schema.inputs.map((spec) => ({
    spec,
    features: features
      .filter((feature) => feature.input === spec.name)
      .map((feature) => ({ feature, positions: positionsOf(feature, spec) })),
  }));
  plan = { names: new Set(features.map(({ name }) => name)), features, inputs };
  plans.set(schema, plan);
  return plan;
}

/** A string input takes categories that training never saw. */
function positionsOf({ categories, type }: Feature, { datatype }: TensorSpec): Map<string, number> | null {
  if (datatype === 'BYTES' || datatype === 'BOOL' || type !== 'categorical' || !categories) return null;
  return new Map(categories.map((category, position) => [category, position]));
}

/** fillInput is the tensor of an input; what is wrong with a value is added to `errors`, but not that it is not given. */
export function fillInput({ spec, features }: PlannedInput, cells: Cells, errors: FieldError[]): Tensor {
  const [first] = features;
  if (spec.shape[0] !== -1 && cells.rows > 1) {
    errors.push({ path: 'rows', message: `input ${spec.name} takes one row at a time, got ${cells.rows}` });
  } else if (first && (first.feature.type === 'tensor' || first.feature.type === 'image')) {
    return fillWhole(spec, first.feature, cells, errors);
  }
  return fillColumns(spec, features, cells, errors);
}

function fillColumns(
  { datatype, shape }: TensorSpec,
  features: readonly PlannedFeature[],
  { rows, at }: Cells,
  errors: FieldError[],
): Tensor {
  const width = features.length;
  const data = allocate(datatype, rows * width);
  for (const planned of features) {
    const { name, optional, index } = planned.feature;
    for (let row = 0; row < rows; row += 1) {
      const value = at(row, name);
      if (value === undefined && !optional) continue;
      const problem = fillCell(datatype, planned, value, data, row * width + index);
      if (problem !== null) errors.push({ path: pathOf(row, name), message: problem });
    }
  }
  return { datatype, shape: columnShape(shape, rows, width), data };
}

function fillCell(
  datatype: Datatype,
  { feature, positions }: PlannedFeature,
  value: unknown,
  data: TensorData,
  cell: number,
): string | null {
  if (feature.optional && (value === null || value === undefined)) {
    if (isFloat(datatype)) data[cell] = datatype === 'FP16' ? halfFromNumber(Number.NaN) : Number.NaN;
    return null;
  }
  const element = positions === null ? value : positions.get(String(value));
  if (element === undefined) return `is not one of the ${feature.categories?.length} known categories`;
  const problem = elementProblem(datatype, element);
  if (problem === null) writeElement(data, cell, datatype, element);
  return problem;
}

function fillWhole(input: TensorSpec, feature: Feature, { rows, at }: Cells, errors: FieldError[]): Tensor {
  const values = Array.from({ length: rows }, (_, row) => at(row, feature.name));
  const { datatype } = input;
  const batched = isBatchAxis(input);
  const declared = batched ? input.shape.slice(1) : input.shape;
  const prepared = values.filter((value) => value instanceof PreparedTensor);
  if (prepared.length === rows) return joinPrepared(input, prepared, declared, feature, errors);
  const rowShape = nestedShape(values[0]);
  const size = elementCount(rowShape) ?? 0;
  // Counted before memory is taken: the first of nested lists may claim more than the others hold.
  const complete = values.every((value) => nestedCount(value) === size);
  const data = allocate(datatype, complete ? rows * size : 0);
  values.forEach((value, position) => {
    if (value === undefined) return;
    const problem =
      shapeProblem(declared, nestedShape(value)) ??
      (complete ? readNested(value, rowShape, datatype, data, position * size)?.message : unevenText);
    if (problem) errors.push({ path: pathOf(position, feature.name), message: problem });
  });
  return { datatype, shape: batched ? [rows, ...rowShape] : rowShape, data };
}

function joinPrepared(
  { datatype, shape }: TensorSpec,
  prepared: readonly PreparedTensor[],
  declared: readonly number[],
  feature: Feature,
  errors: FieldError[],
): Tensor {
  const [first] = prepared;
  const size = first?.data.length ?? 0;
  const data = allocate(datatype, size * prepared.length);
  prepared.forEach((value, position) => {
    const problem = shapeProblem(declared, value.shape) ?? (value.data.length === size ? null : unevenText);
    if (problem) errors.push({ path: pathOf(position, feature.name), message: problem });
    else if (data instanceof Float32Array) data.set(value.data, position * size);
    else value.data.forEach((element, at) => writeElement(data, position * size + at, datatype, element));
  });
  const rowShape = first?.shape ?? [];
  return { datatype, shape: declared === shape ? rowShape : [prepared.length, ...rowShape], data };
}

/** columnShape is the shape of an input that one or more columns fill. */
export function columnShape(declared: readonly number[], rows: number, width: number): number[] {
  return declared.length === 1 ? [rows] : [rows, width];
}

/** refuseInvalid throws `invalid_rows` (422) that names each of the errors; without one it does nothing. */
export function refuseInvalid(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first) throw new InferenceError('invalid_rows', 422, `${first.path} ${first.message}`, errors);
}

/** pathOf names a field of a row in an error. */
export function pathOf(row: number, name: string): string {
  return `rows[${row}].${name.length > 100 ? `${name.slice(0, 100)}...` : name}`;
}
