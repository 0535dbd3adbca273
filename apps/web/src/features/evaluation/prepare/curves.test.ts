import { describe, expect, it } from 'vitest';
import {
  calibrationError,
  calibrationPoints,
  confusionAt,
  confusionCells,
  nearestThreshold,
  operatingPoint,
} from './curves.js';

const confusion = { threshold: 0.5, truePositive: 30, falseNegative: 10, falsePositive: 20, trueNegative: 140 };
const empty = { threshold: 0.5, truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 };

describe('confusion', () => {
  it('gives shares of the true class', () =>
    expect(confusionCells(confusion).map(({ shareOfActual }) => shareOfActual)).toEqual([0.75, 0.25, 0.125, 0.875]));
  it('finds the operating point', () =>
    expect(operatingPoint(confusion)).toEqual({ falsePositiveRate: 0.125, recall: 0.75, precision: 0.6 }));
  it('counts anew at another threshold of the sweep, and keeps the exact counts at .5', () => {
    const at = { threshold: 0.7, precision: 0.8, recall: 0.5, f1: 0.615, calledShare: 0.125 };
    const moved = { threshold: 0.7, truePositive: 20, falseNegative: 20, falsePositive: 5, trueNegative: 155 };
    expect(confusionAt([at], 0.69, confusion)).toEqual(moved);
    expect(confusionAt([at], 0.5, confusion)).toBe(confusion);
  });
  it('divides nothing by zero', () => {
    expect(operatingPoint(empty)).toEqual({ falsePositiveRate: 0, recall: 0, precision: null });
    expect(confusionCells(empty).every(({ shareOfActual }) => shareOfActual === 0)).toBe(true);
  });
});

describe('calibration', () => {
  const bins = [
    { predicted: 0.1, observed: 0.2, count: 10 },
    { predicted: 0.5, observed: 0.5, count: 0 },
    { predicted: 0.8, observed: 0.7, count: 100 },
  ];
  it('leaves out empty bins and marks small ones', () =>
    expect(calibrationPoints(bins).map(({ few }) => few)).toEqual([true, false]));
  it('gives Wilson intervals (2 of 10: 0.057 to 0.510)', () => {
    const [first] = calibrationPoints(bins);
    expect(0.2 - (first?.band[0] ?? 0)).toBeCloseTo(0.0567, 3);
    expect(0.2 + (first?.band[1] ?? 0)).toBeCloseTo(0.5098, 3);
  });
  it('weighs the error by rows', () => expect(calibrationError(bins)).toBeCloseTo(0.1, 12));
  it('has no error without rows', () => expect(calibrationError([])).toBeNull());
});

describe('nearestThreshold', () => {
  const points = [0.1, 0.5, 0.9].map((threshold) => ({ threshold }));
  it.each([
    [0.2, 0.1],
    [0.31, 0.5],
    [7, 0.9],
    [NaN, 0.1],
  ])('to %f is %f', (wanted, expected) => expect(nearestThreshold(points, wanted)?.threshold).toBe(expected));
  it('of no points is null', () => expect(nearestThreshold([], 0.5)).toBeNull());
});
