import { InferenceError } from '../inference-error.js';
import { nestedCount, nestedShape, readNested } from '../nested-data.js';
import { allocate, readElement, shapeProblem, type Tensor, type TensorSpec } from '../tensors.js';

/**
 * nestedOf is a tensor as nested lists for servers whose JSON has plain numbers only; a scalar is its element. A 64-bit integer beyond 2^53
 * would lose digits on the way, and NaN and infinity have no JSON: `invalid_request` (400).
 */
export function nestedOf(name: string, tensor: Tensor): unknown {
  const { datatype, shape, data } = tensor;
  let level: readonly unknown[] = Array.from({ length: data.length }, (_, at) => readElement(tensor, at));
  const lost = level.find((element) => (typeof element === 'string' && datatype !== 'BYTES') || isNotJson(element));
  if (lost !== undefined)
    throw new InferenceError('invalid_request', 400, `${name}: the JSON of this server cannot carry ${String(lost)}`);
  for (const size of shape.slice(1).toReversed()) {
    const lists = size === 0 ? 0 : level.length / size;
    const flat = level;
    level = Array.from({ length: lists }, (_, list) => flat.slice(list * size, (list + 1) * size));
  }
  return shape.length === 0 ? level[0] : level;
}

const isNotJson = (element: unknown): boolean => typeof element === 'number' && !Number.isFinite(element);

/** tensorFromNested reads nested lists as a tensor of a model's output; lists that do not fit are `replica_failed` (502). */
export function tensorFromNested({ name, datatype, shape: declared }: TensorSpec, value: unknown): Tensor {
  const shape = nestedShape(value);
  const count = nestedCount(value);
  const isEven = shape.reduce((product, size) => product * size, 1) === count;
  const data = allocate(datatype, isEven ? count : 0);
  const problem =
    shapeProblem(declared, shape) ??
    (isEven ? null : 'its lists have different lengths') ??
    readNested(value, shape, datatype, data, 0)?.message;
  if (problem == null) return { datatype, shape, data };
  throw new InferenceError('replica_failed', 502, `the replica's output ${name} does not fit the version: ${problem}`);
}
