import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import { elementCount, readElement } from './tensors.js';
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

/**
 * rowsFromOutputs turns model outputs into one prediction a row. A score with as many `classes` as columns becomes
 * {class: score}, a single-column score stays a number (that of the last class); a model without label output gets the
 * `label` of its highest score (of two classes: .5 decides) when classes are known. JSON cannot carry NaN or infinity:
 * such an output throws `non_finite_output` (500) that names `predictions[3].score`; so a broken model counts as failing.
 */
export function rowsFromOutputs(schema: VersionSchema, outputs: Tensors, rowCount: number): Prediction[] {
  const errors: FieldError[] = [];
  const keyed = keyOutputs(schema, outputs);
  const rows = Array.from({ length: rowCount }, (_, row): Prediction => {
    const entries = keyed.map(({ key, output, tensor }): [string, PredictionValue] => {
      const value = rowValue(tensor, row, rowCount, output);
      if (!isFinite(value)) errors.push({ path: `predictions[${row}].${key}`, message: 'is not a finite number' });
      return [key, named(output, value)];
    });
    return withLabel(schema, Object.fromEntries(entries));
  });
  if (errors.length > 0) {
    throw new InferenceError(
      'non_finite_output',
      500,
      `the model answered NaN or infinity: ${errors[0]?.path}`,
      errors,
    );
  }
  return rows;
}

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

function rowValue(tensor: Tensor, row: number, rowCount: number, output: SchemaOutput): PredictionValue {
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
  const value = nest(tensor, shape, row * size);
  const single = output.role !== 'tensor' && output.role !== 'embedding' && Array.isArray(value) && value.length === 1;
  return single ? ((value as readonly PredictionValue[])[0] ?? value) : value;
}

function nest(tensor: Tensor, shape: readonly number[], start: number): PredictionValue {
  const [length, ...rest] = shape;
  if (length === undefined) return readElement(tensor, start);
  const step = elementCount(rest) ?? 0;
  return Array.from({ length }, (_, index) => nest(tensor, rest, start + index * step));
}

function isFinite(value: PredictionValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? value.every(isFinite) : true;
}

function named({ role, classes }: SchemaOutput, value: PredictionValue): PredictionValue {
  if (!classes) return value;
  if (role === 'label' && typeof value === 'number') return classes[value] ?? value;
  if (role !== 'score' || !Array.isArray(value) || value.length !== classes.length) return value;
  return Object.fromEntries(classes.map((name, column) => [name, value[column] as number]));
}

function withLabel(schema: VersionSchema, prediction: Prediction): Prediction {
  const classes = schema.outputs.find(({ role }) => role === 'score')?.classes;
  const { label, score } = prediction;
  if (label !== undefined || !classes) return prediction;
  const winner = typeof score === 'number' ? sideOfHalf(classes, score) : bestClass(score);
  return winner === undefined ? prediction : { label: winner, ...prediction };
}

function sideOfHalf(classes: readonly string[], score: number): string | undefined {
  return classes.length === 2 ? classes[score >= 0.5 ? 1 : 0] : undefined;
}

function bestClass(score: PredictionValue | undefined): string | undefined {
  if (typeof score !== 'object' || Array.isArray(score)) return undefined;
  return Object.entries(score as Record<string, number>).reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
