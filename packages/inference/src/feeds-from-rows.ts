import { isFloat } from './datatypes.js';
import type { Datatype } from './datatypes.js';
import { halfFromNumber } from './half-float.js';
import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import { nestedCount, nestedShape, readNested } from './nested-data.js';
import { allocate, elementCount, elementProblem, shapeProblem, writeElement } from './tensors.js';
import type { Tensor, TensorData, Tensors, TensorSpec } from './tensors.js';
import { isBatchAxis } from './version-schema.js';
import type { Feature, VersionSchema } from './version-schema.js';

/** Row is one set of feature values by feature name. */
export type Row = Readonly<Record<string, unknown>>;

/** PreparedTensor is a value of a row that is a tensor already, such as a decoded image; it is fed as it is. */
export class PreparedTensor {
  constructor(
    readonly shape: readonly number[],
    readonly data: Float32Array,
  ) {}
}

/**
 * feedsFromRows turns plain rows into model inputs. Throws `invalid_rows` (422) that names each wrong field as
 * `rows[3].distance`: a missing, extra or wrong-typed feature, an unknown category, more rows than the model takes. Rows of a table have
 * columns that are no features: `others` ignores them.
 */
export function feedsFromRows(
  schema: VersionSchema,
  rows: unknown,
  { others = 'refuse' }: { others?: 'refuse' | 'ignore' } = {},
): Tensors {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new InferenceError('invalid_rows', 422, 'rows must be a list with at least one row', [
      { path: 'rows', message: 'expected a list with at least one row' },
    ]);
  }
  const errors: FieldError[] = [];
  const plan = planOf(schema);
  const checked = rows.map((row: unknown, position) => checkKeys(plan, row, position, errors, others));
  const feeds = plan.inputs.map((input): [string, Tensor] => [input.spec.name, fillInput(input, checked, errors)]);
  if (errors.length > 0) {
    const [first] = errors;
    throw new InferenceError('invalid_rows', 422, `${first?.path} ${first?.message}`, errors);
  }
  return Object.fromEntries(feeds);
}

const unevenText = 'the lists of a feature must have one shape in all rows';

interface PlannedFeature {
  readonly feature: Feature;
  /** Where a category goes on a numeric input; null for a value that is fed as it is. */
  readonly positions: ReadonlyMap<string, number> | null;
}

interface PlannedInput {
  readonly spec: TensorSpec;
  readonly features: readonly PlannedFeature[];
}

interface Plan {
  readonly names: ReadonlySet<string>;
  readonly features: readonly Feature[];
  readonly inputs: readonly PlannedInput[];
}

const plans = new WeakMap<VersionSchema, Plan>();

/** What the rows of one schema have in common is looked up once: a schema is the same object for many thousand requests. */
function planOf(schema: VersionSchema): Plan {
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

function checkKeys(
  { names, features }: Plan,
  row: unknown,
  position: number,
  errors: FieldError[],
  others: 'refuse' | 'ignore',
): Row {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    errors.push({ path: `rows[${position}]`, message: 'expected an object of features' });
    return {};
  }
  const fields = row as Row;
  let known = 0;
  for (const { name, optional } of features) {
    if (Object.hasOwn(fields, name)) known += 1;
    else if (!optional) errors.push({ path: pathOf(position, name), message: 'is missing' });
  }
  if (others === 'ignore') return fields;
  const keys = Object.keys(fields);
  if (keys.length === known) return fields;
  for (const name of keys) {
    if (!names.has(name)) errors.push({ path: pathOf(position, name), message: 'is not a feature of the model' });
  }
  return fields;
}

function fillInput({ spec, features }: PlannedInput, rows: readonly Row[], errors: FieldError[]): Tensor {
  const [first] = features;
  if (spec.shape[0] !== -1 && rows.length > 1) {
    errors.push({ path: 'rows', message: `input ${spec.name} takes one row at a time, got ${rows.length}` });
  } else if (first && (first.feature.type === 'tensor' || first.feature.type === 'image')) {
    return fillWhole(spec, first.feature, rows, errors);
  }
  return fillColumns(spec, features, rows, errors);
}

function fillColumns(
  { datatype, shape }: TensorSpec,
  features: readonly PlannedFeature[],
  rows: readonly Row[],
  errors: FieldError[],
): Tensor {
  const width = features.length;
  const data = allocate(datatype, rows.length * width);
  for (const planned of features) {
    const { name, optional, index } = planned.feature;
    for (let row = 0; row < rows.length; row += 1) {
      const isGiven = Object.hasOwn(rows[row]!, name);
      if (!isGiven && !optional) continue;
      const problem = fillCell(datatype, planned, isGiven ? rows[row]![name] : null, data, row * width + index);
      if (problem !== null) errors.push({ path: pathOf(row, name), message: problem });
    }
  }
  return { datatype, shape: shape.length === 1 ? [rows.length] : [rows.length, width], data };
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

function fillWhole(input: TensorSpec, feature: Feature, rows: readonly Row[], errors: FieldError[]): Tensor {
  const { datatype } = input;
  const batched = isBatchAxis(input);
  const declared = batched ? input.shape.slice(1) : input.shape;
  const prepared = rows.map((row) => row[feature.name]).filter((value) => value instanceof PreparedTensor);
  if (prepared.length === rows.length) return joinPrepared(input, prepared, declared, feature, errors);
  const rowShape = nestedShape(rows[0]?.[feature.name]);
  const size = elementCount(rowShape) ?? 0;
  // Counted before memory is taken: the first of nested lists may claim more than the others hold.
  const complete = rows.every((row) => nestedCount(row[feature.name]) === size);
  const data = allocate(datatype, complete ? rows.length * size : 0);
  rows.forEach((row, position) => {
    if (!Object.hasOwn(row, feature.name)) return;
    const value = row[feature.name];
    const problem =
      shapeProblem(declared, nestedShape(value)) ??
      (complete ? readNested(value, rowShape, datatype, data, position * size)?.message : unevenText);
    if (problem) errors.push({ path: pathOf(position, feature.name), message: problem });
  });
  return { datatype, shape: batched ? [rows.length, ...rowShape] : rowShape, data };
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

function pathOf(row: number, name: string): string {
  return `rows[${row}].${name.length > 100 ? `${name.slice(0, 100)}...` : name}`;
}
