import { expect, it } from 'vitest';
import { timeTicks } from './time-axis.js';

const start = Date.parse('2026-05-12T14:00:00Z');

it.each([
  [15 * 60_000, 4],
  [60_000, 7],
  [3 * 86_400_000, 6],
])('timeTicks over %s ms gives %s round times', (span, count) =>
  expect(timeTicks(start, start + span)).toHaveLength(count),
);
