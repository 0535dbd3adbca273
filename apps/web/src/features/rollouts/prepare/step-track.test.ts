import { describe, expect, it } from 'vitest';
import { aRollout } from '@slipway/testkit';
import { trackOf } from './step-track.js';

const at = (seconds: number): number => Date.parse(aRollout.stepStartedAt) + seconds * 1000;

describe('trackOf', () => {
  it.each([
    ['holds at the second', { step: 1 }, ['done', 'now', 'ahead']],
    ['was promoted at the second', { step: 1, state: 'promoted' as const }, ['done', 'done', 'done']],
    ['was rolled back at the first', { state: 'rolled_back' as const }, ['stopped', 'ahead', 'ahead']],
    ['was aborted at the second', { step: 1, state: 'aborted' as const }, ['done', 'stopped', 'ahead']],
  ])('%s', (_, change, states) => {
    expect(trackOf({ ...aRollout, ...change }, at(10)).map(({ state }) => state)).toEqual(states);
  });
  it('counts the time that a step still lasts, never below zero', () => {
    expect(trackOf(aRollout, at(10))[0]?.leftMs).toBe(50_000);
    expect(trackOf(aRollout, at(100))[0]?.leftMs).toBe(0);
  });
});
