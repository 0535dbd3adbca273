import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import { elementCount, firstNonFinite, readElement } from './tensors.js';
import type { Tensor, Tensors } from './tensors.js';
import type { SchemaOutput, VersionSchema } from './version-schema.js';

/** PredictionValue is one output of one row: a value, a list (nested for tensors), or scores by class. */
export type PredictionValue =
  | number
  | string
  | boolean
  | readonly PredictionValue[]
  | { readonly [className: string]: number };

/** Prediction is the answer to one row: by role (`label`, `score`, `value`, `embedding`), and by name for what has no role of its own. */
export type Prediction = Readonly<Record<string, PredictionValue>>;

/** PredictionReader reads the prediction of one row out of a run's outputs, NaN and infinity as they are. */
export type PredictionReader = (row: number) => Prediction;

/**
 * predictionReader prepares the outputs of a run of `rowCount` rows to be read row by row. A score with as many `classes` as columns becomes
 * {class: score}, a single-column score stays a number (that of the last class); a model without label output gets the
 * `label` of its highest score (of two classes: .5 decides) when classes are known. Throws `output_without_rows` (500).
 */
export function predictionReader(schema: VersionSchema, outputs: Tensors, rowCount: number): PredictionReader {
  const columns = keyOutputs(schema, outputs).map(({ key, output, tensor }) => ({
    key,
    valueAt: namedReader(output, tensor, rowCount),
  }));
  const classes = schema.outputs.find(({ role }) => role === 'score')?.classes;
  const [first] = columns;
  const plain =
    columns.length === 1 && first !== undefined
      ? (row: number): Prediction => ({ [first.key]: first.valueAt(row) })
      : (row: number): Prediction => Object.fromEntries(columns.map(({ key, valueAt }) => [key, valueAt(row)]));
  return classes === undefined ? plain : (row) => withLabel(classes, plain(row));
}

/** PredictionColumns are the predictions of several rows, one list a key; each list has a value for each row. */
export type PredictionColumns = Readonly<Record<string, ArrayLike<PredictionValue>>>;

/** columnsFromOutputs is rowsFromOutputs column by column: the same keys, values and refusals. */
export function columnsFromOutputs(schema: VersionSchema, outputs: Tensors, rowCount: number): PredictionColumns {
  requireFinite(schema, outputs, rowCount);
  const columns = keyOutputs(schema, outputs).map(({ key, output, tensor }): [string, ArrayLike<PredictionValue>] => [
    key,
    plainColumn(output, tensor, rowCount) ?? listOf(rowCount, namedReader(output, tensor, rowCount)),
  ]);
  const classes = schema.outputs.find(({ role }) => role === 'score')?.classes;
  const { label, score, ...rest }: PredictionColumns = Object.fromEntries(columns);
  if (classes === undefined || label !== undefined || score === undefined) return Object.fromEntries(columns);
  const labels = listOf(rowCount, (row) => labelOf(classes, score[row]!));
  return labels.includes(undefined) ? { score, ...rest } : { label: labels as string[], score, ...rest };
}

/** A single float a row is what the tensor holds already. */
function plainColumn({ role, classes }: SchemaOutput, tensor: Tensor, rowCount: number): ArrayLike<number> | null {
  const isFloat = tensor.datatype === 'FP32' || tensor.datatype === 'FP64';
  const isSingle = role !== 'tensor' && role !== 'embedding' && tensor.data.length === rowCount;
  const isNamed = role === 'label' && classes !== undefined;
  return isFloat && isSingle && !isNamed && tensor.shape[0] === rowCount && tensor.shape.length <= 2
    ? (tensor.data as Float32Array | Float64Array)
    : null;
}

const listOf = <T>(length: number, at: (row: number) => T): T[] => Array.from({ length }, (_, row) => at(row));

/**
 * rowsFromOutputs turns model outputs into one prediction a row, as predictionReader reads them. JSON cannot carry NaN or infinity:
 * such an output throws `non_finite_output` (500) that names `predictions[3].score`; so a broken model counts as failing.
 */
export function rowsFromOutputs(schema: VersionSchema, outputs: Tensors, rowCount: number): Prediction[] {
  const read = predictionReader(schema, outputs, rowCount);
  requireFinite(schema, outputs, rowCount);
  const rows: Prediction[] = [];
  for (let row = 0; row < rowCount; row += 1) rows.push(read(row));
  return rows;
}

/** requireFinite throws `non_finite_output` (500) that names each of `rowCount` predictions with NaN or infinity. */
export function requireFinite(schema: VersionSchema, outputs: Tensors, rowCount: number): void {
  if (Object.values(outputs).every((tensor) => firstNonFinite(tensor) === -1)) return;
  const errors: FieldError[] = [];
  for (const { key, tensor } of keyOutputs(schema, outputs)) {
    if (firstNonFinite(tensor) === -1) continue;
    const size = rowCount === 0 ? 0 : Math.max(1, tensor.data.length / rowCount);
    for (let row = 0; row < rowCount; row += 1)
      if (firstNonFinite(rowOf(tensor, row, size)) !== -1)
        errors.push({ path: `predictions[${row}].${key}`, message: 'is not a finite number' });
  }
  if (errors.length === 0) return;
  throw new InferenceError('non_finite_output', 500, `the model answered NaN or infinity: ${errors[0]?.path}`, errors);
}

const rowOf = (tensor: Tensor, row: number, size: number): Tensor => ({
  ...tensor,
  data: tensor.data.slice(row * size, (row + 1) * size),
});

interface KeyedOutput {
  readonly key: string;
  readonly output: SchemaOutput;
  readonly tensor: Tensor;
}

function keyOutputs(schema: VersionSchema, outputs: Tensors): KeyedOutput[] {
  const taken = new Set<string>();
  return schema.outputs.flatMap((output) => {
    const tensor = Object.hasOwn(outputs, output.name) ? outputs[output.name] : undefined;
    if (!tensor) return [];
    const key = output.role === 'tensor' || taken.has(output.role) ? output.name : output.role;
    taken.add(key);
    return [{ key, output, tensor }];
  });
}

function namedReader(output: SchemaOutput, tensor: Tensor, rowCount: number): (row: number) => PredictionValue {
  const valueAt = valueReader(tensor, rowCount, output);
  return (row) => named(output, valueAt(row));
}

function valueReader(tensor: Tensor, rowCount: number, output: SchemaOutput): (row: number) => PredictionValue {
  const batched = tensor.shape[0] === rowCount;
  if (!batched && rowCount > 1) {
    throw new InferenceError(
      'output_without_rows',
      500,
      `output ${output.name} has no row for each of ${rowCount} rows`,
    );
  }
  const shape = batched ? tensor.shape.slice(1) : tensor.shape;
  const size = elementCount(shape) ?? 0;
  const isSingle = output.role !== 'tensor' && output.role !== 'embedding' && shape[0] === 1;
  const ownShape = isSingle ? shape.slice(1) : shape;
  return (row) => nest(tensor, ownShape, row * size);
}

function nest(tensor: Tensor, shape: readonly number[], start: number): PredictionValue {
  if (shape.length === 0) return readElement(tensor, start);
  const [length = 0, ...rest] = shape;
  const step = elementCount(rest) ?? 0;
  return Array.from({ length }, (_, index) => nest(tensor, rest, start + index * step));
}

function named({ role, classes }: SchemaOutput, value: PredictionValue): PredictionValue {
  if (!classes) return value;
  if (role === 'label' && typeof value === 'number') return classes[value] ?? value;
  if (role !== 'score' || !Array.isArray(value) || value.length !== classes.length) return value;
  return Object.fromEntries(classes.map((name, column) => [name, value[column] as number]));
}

function withLabel(classes: readonly string[], prediction: Prediction): Prediction {
  const { label, score } = prediction;
  if (label !== undefined) return prediction;
  const winner = labelOf(classes, score);
  return winner === undefined ? prediction : { label: winner, ...prediction };
}

const labelOf = (classes: readonly string[], score: PredictionValue | undefined): string | undefined =>
  typeof score === 'number' ? sideOfHalf(classes, score) : bestClass(score);

function sideOfHalf(classes: readonly string[], score: number): string | undefined {
  return classes.length === 2 ? classes[score >= 0.5 ? 1 : 0] : undefined;
}

function bestClass(score: PredictionValue | undefined): string | undefined {
  if (typeof score !== 'object' || Array.isArray(score)) return undefined;
  return Object.entries(score as Record<string, number>).reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
