import { expect, test } from 'vitest';
import { binColumn } from './bin-column.js';
import { boostedProbability, fitBoostedTrees } from './boosted-trees.js';

const options = { trees: 40, bins: 16, depth: 2, learningRate: 0.3, minLeafRows: 5, penalty: 1 };

// The label is 1 where exactly one of the columns is above a half: no single column tells it.
const rows = Array.from({ length: 400 }, (_, row) => ({ x: (row % 20) / 20, y: Math.floor(row / 20) / 20 }));
const columns = [Float32Array.from(rows, ({ x }) => x), Float32Array.from(rows, ({ y }) => y)];
const labels = Uint8Array.from(rows, ({ x, y }) => Number(x >= 0.5 !== y >= 0.6));

test('learns an interaction of two columns', () => {
  const boosted = fitBoostedTrees(columns, labels, options);
  expect(boostedProbability(boosted, Float32Array.of(0.9, 0.1))).toBeGreaterThan(0.9);
  expect(boostedProbability(boosted, Float32Array.of(0.1, 0.9))).toBeGreaterThan(0.9);
  expect(boostedProbability(boosted, Float32Array.of(0.1, 0.1))).toBeLessThan(0.1);
  expect(boostedProbability(boosted, Float32Array.of(0.9, 0.9))).toBeLessThan(0.1);
});

test('gives the same trees for the same rows', () => {
  expect(fitBoostedTrees(columns, labels, options)).toEqual(fitBoostedTrees(columns, labels, options));
});

test('stays at the share of the label when no fork leaves enough rows on both sides', () => {
  const { trees, baseLogit } = fitBoostedTrees(columns, labels, { ...options, minLeafRows: 300 });
  expect(trees.every((tree) => tree.length === 1)).toBe(true);
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  expect(baseLogit).toBeCloseTo(Math.log(share / (1 - share)), 12);
});

test('cuts a column between its distinct values, also when one value fills many quantiles', () => {
  const { cuts, bins } = binColumn(Float32Array.of(1, 1, 1, 1, 1, 1, 2, 3), 8);
  expect([...cuts]).toEqual([2, 3]);
  expect([...bins]).toEqual([0, 0, 0, 0, 0, 0, 1, 2]);
});
