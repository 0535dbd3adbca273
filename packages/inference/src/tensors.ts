import { datatypes, isFloat } from './datatypes.js';
import type { Datatype, NumericArray } from './datatypes.js';
import { halfFromNumber, numberFromHalf } from './half-float.js';
import { InferenceError } from './inference-error.js';

/** TensorData holds the elements of a tensor, row-major: a typed array, or strings for BYTES. */
export type TensorData = NumericArray | string[];

/** Tensor is a value on its way into or out of a model; `data` has exactly as many elements as `shape` says. */
export interface Tensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Tensors are tensors by the name of the model input or output they belong to. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** TensorSpec is what a model says about an input or output; -1 in `shape` is a dimension of any size. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** elementCount is the product of the dimensions; a scalar has one element. Null when a dimension is no natural number or the product is unsafe. */
export function elementCount(shape: readonly unknown[]): number | null {
  let count = 1;
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || (dimension as number) < 0) return null;
    count *= dimension as number;
  }
  return Number.isSafeInteger(count) ? count : null;
}

/** allocate makes the empty data of a tensor: zeros, or empty strings for BYTES. */
export function allocate(datatype: Datatype, count: number): TensorData {
  const NumericData = datatypes[datatype].array;
  return NumericData ? new NumericData(count) : Array<string>(count).fill('');
}

/** makeTensor checks that data and shape agree and joins them; throws `invalid_tensor` (400) when they do not. */
export function makeTensor(datatype: Datatype, shape: readonly number[], data: TensorData): Tensor {
  const count = elementCount(shape);
  if (count !== data.length) {
    throw new InferenceError(
      'invalid_tensor',
      400,
      `shape [${shape.join(',')}] needs ${count ?? 'an impossible number of'} elements, got ${data.length}`,
    );
  }
  return { datatype, shape, data };
}

/** shapeProblem says in which way a shape does not fit what the model declares, or null when it fits. */
export function shapeProblem(declared: readonly number[], shape: readonly number[]): string | null {
  const fits =
    declared.length === shape.length &&
    declared.every((dimension, axis) => dimension === -1 || dimension === shape[axis]);
  return fits ? null : `expected shape [${declared.join(',')}], got [${shape.join(',')}]`;
}

const integerRanges: Partial<Record<Datatype, readonly [bigint, bigint]>> = {
  UINT8: [0n, 2n ** 8n - 1n],
  UINT16: [0n, 2n ** 16n - 1n],
  UINT32: [0n, 2n ** 32n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
  INT8: [-(2n ** 7n), 2n ** 7n - 1n],
  INT16: [-(2n ** 15n), 2n ** 15n - 1n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const largestFloat: Partial<Record<Datatype, number>> = { FP16: 65_504, FP32: 3.4028234663852886e38 };

/**
 * elementProblem says why a JSON value cannot be an element of a datatype, or null when it can. Integers beyond 2^53
 * must come as strings of digits, because JSON numbers lose them; strings may not hold NUL, which onnxruntime cuts at.
 */
export function elementProblem(datatype: Datatype, value: unknown): string | null {
  if (datatype === 'BOOL') return typeof value === 'boolean' ? null : `expected true or false, got ${shown(value)}`;
  if (datatype === 'BYTES') return stringProblem(value);
  if (isFloat(datatype)) return floatProblem(datatype, value);
  return integerProblem(datatype, value);
}

/** writeElement stores a JSON value that has no elementProblem at a position of a tensor's data. */
export function writeElement(data: TensorData, position: number, datatype: Datatype, value: unknown): void {
  if (datatype === 'FP16') data[position] = halfFromNumber(value as number);
  else if (datatype === 'INT64' || datatype === 'UINT64') data[position] = BigInt(value as number | string);
  else if (datatype === 'BOOL') data[position] = value ? 1 : 0;
  else data[position] = value as number;
}

/**
 * writeElements stores JSON values from a position on and returns -1, or which of them is the first that has an elementProblem; what comes
 * after it is not stored.
 */
export function writeElements(
  data: TensorData,
  position: number,
  datatype: Datatype,
  values: readonly unknown[],
): number {
  if (datatype === 'FP32' || datatype === 'FP64') {
    // Most tensors are floats: without a call for each of them, reading 960 floats takes a tenth of the time.
    const limit = largestFloat[datatype] ?? Number.MAX_VALUE;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (typeof value !== 'number' || !(Math.abs(value) <= limit)) return index;
      data[position + index] = value;
    }
    return -1;
  }
  for (let index = 0; index < values.length; index += 1) {
    if (elementProblem(datatype, values[index]) !== null) return index;
    writeElement(data, position + index, datatype, values[index]);
  }
  return -1;
}

/** readElement is the element at a position as a JSON value; integers beyond 2^53 come as strings of digits. */
export function readElement(tensor: Tensor, position: number): number | string | boolean {
  const element = tensor.data[position];
  if (element === undefined) throw new RangeError(`position ${position} is outside the tensor`);
  if (tensor.datatype === 'FP16') return numberFromHalf(Number(element));
  if (tensor.datatype === 'BOOL') return element !== 0;
  if (typeof element !== 'bigint') return element;
  const number = Number(element);
  return Number.isSafeInteger(number) ? number : element.toString();
}

/** firstNonFinite is the position of the first NaN or infinity of a tensor, or -1. */
export function firstNonFinite(tensor: Tensor): number {
  const { datatype, data } = tensor;
  if (datatype === 'FP16') return (data as Uint16Array).findIndex((bits) => (bits & 0x7c00) === 0x7c00);
  if (!isFloat(datatype)) return -1;
  const floats = data as Float32Array | Float64Array;
  for (let position = 0; position < floats.length; position += 1)
    if (!Number.isFinite(floats[position])) return position;
  return -1;
}

function stringProblem(value: unknown): string | null {
  if (typeof value !== 'string') return `expected a string, got ${shown(value)}`;
  if (value.includes('\0')) return 'a string may not contain the NUL character';
  return value.isWellFormed() ? null : 'the string is not valid Unicode';
}

function floatProblem(datatype: Datatype, value: unknown): string | null {
  if (typeof value !== 'number') return `expected a number, got ${shown(value)}`;
  const limit = largestFloat[datatype] ?? Number.MAX_VALUE;
  return Math.abs(value) <= limit ? null : `${value} does not fit ${datatype}`;
}

function integerProblem(datatype: Datatype, value: unknown): string | null {
  const wide = datatype === 'INT64' || datatype === 'UINT64';
  if (wide && typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return rangeProblem(datatype, BigInt(value));
  if (typeof value !== 'number') return `expected an integer, got ${shown(value)}`;
  if (!Number.isInteger(value)) return `expected an integer, got ${value}`;
  if (wide && !Number.isSafeInteger(value)) return `${value} is beyond 2^53: send it as a string of digits`;
  return rangeProblem(datatype, BigInt(value));
}

function rangeProblem(datatype: Datatype, value: bigint): string | null {
  const [low, high] = integerRanges[datatype] ?? [0n, 0n];
  return value >= low && value <= high ? null : `${value} does not fit ${datatype}`;
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  return value === undefined ? 'nothing' : String(value as number | boolean);
}
