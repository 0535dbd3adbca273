import { allocate } from '../tensors.js';
import type { Tensor, TensorData, Tensors } from '../tensors.js';

/** rowCountOf is the common size of the first axis of all tensors, or null when they have none in common. */
export function rowCountOf(tensors: Tensors): number | null {
  const sizes = new Set(Object.values(tensors).map(({ shape }) => shape[0]));
  const [size] = sizes;
  return sizes.size === 1 && size !== undefined ? size : null;
}

/** joinKey is equal for feeds that can be joined by rows: the same names, datatypes and shapes behind the first axis. */
export function joinKey(tensors: Tensors): string {
  const parts = Object.entries(tensors).map(([name, { datatype, shape }]) => [name, datatype, ...shape.slice(1)]);
  return JSON.stringify(parts.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/** joinRows puts the rows of feeds with the same joinKey behind each other. */
export function joinRows(all: readonly Tensors[]): Tensors {
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [name, joinTensors(all.map((tensors) => tensors[name]))]),
  );
}

/** splitRows gives each caller its rows of joined tensors back, in order; null when a tensor does not have all rows. */
export function splitRows(joined: Tensors, rowCounts: readonly number[]): Tensors[] | null {
  const total = rowCounts.reduce((sum, rows) => sum + rows, 0);
  if (Object.values(joined).some(({ shape }) => shape[0] !== total)) return null;
  let start = 0;
  return rowCounts.map((rows) => {
    const from = start;
    start += rows;
    const own = Object.entries(joined).map(([name, tensor]) => [name, sliceRows(tensor, total, from, from + rows)]);
    return Object.fromEntries(own) as Tensors;
  });
}

function joinTensors(tensors: readonly (Tensor | undefined)[]): Tensor {
  const whole = tensors.filter((tensor) => tensor !== undefined);
  const [first] = whole;
  if (!first) throw new RangeError('there is nothing to join');
  const data = allocate(
    first.datatype,
    whole.reduce((sum, tensor) => sum + tensor.data.length, 0),
  );
  let position = 0;
  for (const tensor of whole) {
    copyInto(data, tensor.data, position);
    position += tensor.data.length;
  }
  const rows = whole.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return { datatype: first.datatype, shape: [rows, ...first.shape.slice(1)], data };
}

/** One datatype means one kind of array, which the types cannot say. */
function copyInto(target: TensorData, source: TensorData, position: number): void {
  if (Array.isArray(target)) source.forEach((value, index) => (target[position + index] = String(value)));
  else target.set(source as never, position);
}

function sliceRows({ datatype, shape, data }: Tensor, total: number, from: number, to: number): Tensor {
  const step = total === 0 ? 0 : data.length / total;
  return { datatype, shape: [to - from, ...shape.slice(1)], data: data.slice(from * step, to * step) };
}
