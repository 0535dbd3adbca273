import { describe, expect, it } from 'vitest';
import { parseSteps } from './rollout-steps.js';

describe('parseSteps', () => {
  it('reads percentages as basis points', () =>
    expect(parseSteps('1, 12.5 100', 30)).toEqual([
      { weightBp: 100, holdSeconds: 30 },
      { weightBp: 1250, holdSeconds: 30 },
      { weightBp: 10_000, holdSeconds: 0 },
    ]));
  it.each([
    ['', 60],
    ['50, 10', 60],
    ['10, 101', 60],
    ['ten', 60],
    ['0, 10', 60],
    ['10', 0.5],
  ])('refuses %s held for %s s', (text, hold) => expect(parseSteps(text, hold)).toBeNull());
});
