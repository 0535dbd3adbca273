import type { Rollout } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { aGuardrail, aRollout } from '@slipway/testkit';
import { nextLookWords, whatNext, type Way } from './what-next.js';

const after = (seconds: number): number => Date.parse(aRollout.stepStartedAt) + seconds * 1000;
const ways = (change: Partial<Rollout> = {}, seconds = 30): Way[] =>
  whatNext({ ...aRollout, ...change }, after(seconds));
const unmet = (way: Way | undefined): string[] => (way?.needs ?? []).filter(({ met }) => !met).map(({ text }) => text);

describe('whatNext', () => {
  it('says what is missing to go on, and nothing that is there', () => {
    const [onwards] = ways();
    expect(onwards?.title).toBe('Goes on to 50 %');
    expect(unmet(onwards)).toEqual(['Errors shown safe: evidence 6.2 of 20', 'This step lasts 30 s more']);
  });

  it('has everything met once the evidence, the hold and the gateways agree', () => {
    expect(unmet(ways({ guardrails: [{ ...aGuardrail, safeE: 25 }] }, 61)[0])).toEqual([]);
  });

  it('waits for gateways that answer by another share', () => {
    expect(unmet(ways({ seenBp: 0, guardrails: [{ ...aGuardrail, safeE: 25 }] }, 61)[0])).toEqual([
      'Every gateway answers by 10 %, now 0 %',
    ]);
  });

  it('names the guardrail that is nearest to a rollback, not the one with the largest e-value', () => {
    const slow = { ...aGuardrail, name: 'latency_p99' as const, harmE: 100, harmLimit: 240 };
    const [, back] = ways({ guardrails: [{ ...aGuardrail, harmE: 30 }, slow] });
    expect(back?.needs[0]?.text).toContain('nearest is Errors, evidence 30 of 40');
  });

  it('speaks of the first requests only while they are the first', () => {
    const early = { ...aGuardrail, candidate: { units: 3, events: 0 } };
    expect(unmet(ways({ guardrails: [early] })[1])).toContain('Its first 5 requests all fail');
    expect(unmet(ways()[1])).not.toContain('Its first 5 requests all fail');
  });

  it('gives all traffic when the next step is the last', () => {
    expect(ways({ step: 1 })[0]?.title).toBe('Gives v2 all traffic');
  });

  it('decides nothing for a person who holds it, nor after the end', () => {
    expect(ways({ state: 'paused' })).toEqual([]);
    expect(ways({ state: 'promoted', endedAt: aRollout.startedAt })).toEqual([]);
  });
});

describe('nextLookWords', () => {
  it.each([
    ['counts down', {}, 20, 'next look in 11 s'],
    ['is at it', {}, 31, 'looking now, and again every second'],
    ['rests while paused', { state: 'paused' as const }, 0, 'paused: no next look'],
    ['has no time yet', { nextLookAt: null }, 0, 'waits for its first look'],
  ])('%s', (_, change, seconds, words) => {
    expect(nextLookWords({ ...aRollout, ...change }, after(seconds))).toBe(words);
  });
});
