import type { Datatype } from './datatypes.js';
import type { FieldError } from './inference-error.js';
import { elementProblem, writeElements } from './tensors.js';
import type { TensorData } from './tensors.js';

const deepest = 16;

/**
 * nestedShape is the shape that nested lists claim by the length of the first list at each depth, down to 16 lists deep;
 * a plain value has shape [].
 */
export function nestedShape(value: unknown): number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level) && shape.length < deepest; level = level[0]) shape.push(level.length);
  return shape;
}

/** nestedCount is how many plain values nested lists really hold; lists deeper than 16 count as one. */
export function nestedCount(value: unknown, depth = 0): number {
  if (!Array.isArray(value) || depth === deepest) return 1;
  let count = 0;
  for (const item of value) count += Array.isArray(item) ? nestedCount(item, depth + 1) : 1;
  return count;
}

/**
 * readNested writes nested lists of JSON values, row-major, into a tensor's data from position `start` on. Returns the
 * first problem with its place, such as `[2][0]`, or null: a list of another length than `shape` says, a wrong element.
 */
export function readNested(
  value: unknown,
  shape: readonly number[],
  datatype: Datatype,
  data: TensorData,
  start: number,
): FieldError | null {
  if (shape.length === 0) {
    const problem = readNested([value], [1], datatype, data, start);
    return problem && { ...problem, path: '' };
  }
  let position = start;
  const visit = (level: unknown, axis: number): FieldError | null => {
    if (!Array.isArray(level) || level.length !== shape[axis]) {
      const got = Array.isArray(level) ? level.length : 'a plain value';
      return { path: '', message: `expected a list of ${shape[axis]}, got ${got}` };
    }
    if (axis === shape.length - 1) {
      const wrong = writeElements(data, position, datatype, level);
      position += level.length;
      return wrong === -1 ? null : { path: `[${wrong}]`, message: elementProblem(datatype, level[wrong]) ?? '' };
    }
    for (const [index, item] of level.entries()) {
      const problem = visit(item, axis + 1);
      if (problem) return { ...problem, path: `[${index}]${problem.path}` };
    }
    return null;
  };
  return visit(value, 0);
}
