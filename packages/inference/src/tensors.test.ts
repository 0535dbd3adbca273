import { expect, test } from 'vitest';
import type { Datatype } from './datatypes.js';
import { halfFromNumber, numberFromHalf } from './half-float.js';
import {
  allocate,
  elementProblem,
  firstNonFinite,
  makeTensor,
  readElement,
  shapeProblem,
  writeElement,
} from './tensors.js';

test.each<[Datatype, unknown, unknown]>([
  ['FP32', 0.5, 0.5],
  ['FP16', 65_504, 65_504],
  ['FP64', -1e300, -1e300],
  ['INT8', -128, -128],
  ['UINT16', 65_535, 65_535],
  ['INT64', 9_007_199_254_740_991, 9_007_199_254_740_991],
  ['INT64', '9007199254740993', '9007199254740993'],
  ['UINT64', '18446744073709551615', '18446744073709551615'],
  ['BOOL', true, true],
  ['BYTES', 'zażółć 🛫', 'zażółć 🛫'],
])('%s holds %s', (datatype, value, read) => {
  expect(elementProblem(datatype, value)).toBeNull();
  const data = allocate(datatype, 2);
  writeElement(data, 1, datatype, value);
  expect(readElement({ datatype, shape: [2], data }, 1)).toBe(read);
});

test.each<[Datatype, unknown, RegExp]>([
  ['FP32', '1', /expected a number, got "1"/],
  ['FP32', null, /got null/],
  ['FP32', Number.NaN, /does not fit/],
  ['FP32', 1e39, /does not fit FP32/],
  ['FP16', 65_505, /does not fit FP16/],
  ['INT32', 1.5, /expected an integer/],
  ['INT32', 2 ** 31, /does not fit INT32/],
  ['UINT8', -1, /does not fit UINT8/],
  ['INT64', 2 ** 53, /beyond 2\^53/],
  ['INT64', '9223372036854775808', /does not fit INT64/],
  ['INT64', '12ab', /expected an integer/],
  ['BOOL', 1, /expected true or false/],
  ['BYTES', 5, /expected a string, got 5/],
  ['BYTES', 'he\0llo', /NUL/],
  ['BYTES', '\ud800', /Unicode/],
])('%s refuses %s', (datatype, value, message) => {
  expect(elementProblem(datatype, value)).toMatch(message);
});

test('data and shape must agree', () => {
  expect(() => makeTensor('FP32', [2, 3], new Float32Array(5))).toThrow(/needs 6 elements, got 5/);
  expect(() => makeTensor('FP32', [-1, 3], new Float32Array(3))).toThrow(/impossible/);
  expect(() => makeTensor('FP32', [2 ** 40, 2 ** 40], new Float32Array(3))).toThrow(/impossible/);
});

test('-1 takes any size', () => {
  expect(shapeProblem([-1, 4], [7, 4])).toBeNull();
  expect(shapeProblem([-1, 4], [7, 5])).toBe('expected shape [-1,4], got [7,5]');
  expect(shapeProblem([-1, 4], [7])).toMatch(/got \[7\]/);
});

test('finds NaN and infinity in floats of every size', () => {
  expect(firstNonFinite({ datatype: 'FP32', shape: [3], data: Float32Array.from([1, 2, Number.NaN]) })).toBe(2);
  expect(firstNonFinite({ datatype: 'FP16', shape: [2], data: Uint16Array.from([0x3c00, 0xfc00]) })).toBe(1);
  expect(firstNonFinite({ datatype: 'FP64', shape: [1], data: Float64Array.from([1e308]) })).toBe(-1);
});

test('every half float survives the way to a number and back', () => {
  for (let bits = 0; bits < 0x1_0000; bits += 1) {
    const value = numberFromHalf(bits);
    if (!Number.isNaN(value)) expect(halfFromNumber(value)).toBe(bits);
  }
});

// Reference values of IEEE 754 binary16 as NumPy's float16 rounds them.
test.each([
  [1 / 3, 0x3555],
  [0.1, 0x2e66],
  [2049, 0x6800],
  [2051, 0x6802],
  [65_519, 0x7bff],
  [65_520, 0x7c00],
  [2 ** -25, 0x0000],
  [2 ** -24 * 1.5, 0x0002],
])('the half float of %d', (value, bits) => {
  expect(halfFromNumber(value)).toBe(bits);
});
