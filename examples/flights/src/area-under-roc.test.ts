import { expect, test } from 'vitest';
import { areaUnderRoc } from './area-under-roc.js';

test.each([
  ['every positive above every negative', [0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4], 1],
  ['every positive below', [1, 1, 0], [0.1, 0.2, 0.3], 0],
  ['all scores tied', [0, 1, 1, 0], [0.5, 0.5, 0.5, 0.5], 0.5],
  ['one tie of four pairs', [0, 0, 1, 1], [0.1, 0.3, 0.3, 0.4], 0.875],
])('%s', (_, labels, scores, expected) => {
  expect(areaUnderRoc(Uint8Array.from(labels), Float64Array.from(scores))).toBe(expected);
});

test('is not a number without both classes', () => {
  expect(areaUnderRoc(Uint8Array.of(1, 1), Float64Array.of(0.1, 0.2))).toBeNaN();
});
