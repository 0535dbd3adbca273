import { CanaryPlan, RolloutPolicy, type RolloutStep } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, test } from 'vitest';
import { ownShareOf, type Asking } from '../../serving/index.js';
import { judge } from '../judge.js';
import { assignmentAt } from './strategy-of.js';

const COHORTS = ['beta', 'employees', 'europe'];
const cohorts = COHORTS.map((name) => ({ name, anyOf: [{ header: `x-${name}`, in: ['yes'] }] }));
const planOf = (steps: RolloutStep[]): CanaryPlan => CanaryPlan.parse({ steps, cohorts });

/** A caller as the gateway knows it: where its key falls, and which cohorts it is in. */
interface Caller {
  point: number;
  groups: readonly string[];
}

/** A caller who is known by header alone. */
const asking = (header: Asking['header']): Asking => ({ key: null, header, everyRow: () => false });

const isInCandidate = (plan: CanaryPlan, step: number, { point, groups }: Caller): boolean => {
  const header = (name: string): string | undefined => (groups.includes(name.slice(2)) ? 'yes' : undefined);
  const { weightBp } = plan.steps[step]!;
  const own = ownShareOf(assignmentAt(plan, [], step), weightBp, asking(header));
  return point * 10_000 < (own?.candidateBp ?? weightBp);
};

describe('who is once in the candidate', () => {
  const random = seededRandom(11);
  const pick = <T>(items: readonly T[]): T[] => items.filter(() => random() < 0.4);
  const callers: Caller[] = Array.from({ length: 300 }, () => ({ point: random(), groups: pick(COHORTS) }));

  /** Weights of one audience only ever rise; audiences come in any order. */
  function risingSteps(): RolloutStep[] {
    const reached = new Map<string, number>();
    return Array.from({ length: 6 }, () => {
      const named = pick(COHORTS);
      const of = named.length === 0 ? [...COHORTS, 'everybody'] : named;
      const weightBp = Math.min(
        10_000,
        Math.max(0, ...of.map((name) => reached.get(name) ?? 0)) + 1 + Math.floor(random() * 2_000),
      );
      for (const name of of) reached.set(name, weightBp);
      return { weightBp, holdSeconds: 0, ...(named.length > 0 && { cohorts: named }) };
    });
  }

  test.each(Array.from({ length: 40 }, (_, i) => i))('stays in, whatever the steps are (%i)', () => {
    const plan = planOf(risingSteps());
    for (const caller of callers) {
      const path = plan.steps.map((_, step) => isInCandidate(plan, step, caller));
      expect(path).toEqual(path.toSorted((a, b) => Number(a) - Number(b)));
    }
  });
});

describe('a fleet in stages', () => {
  const plan = planOf([
    { weightBp: 5_000, holdSeconds: 0, cohorts: ['beta'] },
    { weightBp: 10_000, holdSeconds: 0, cohorts: ['beta', 'employees'] },
    { weightBp: 1_000, holdSeconds: 0 },
  ]);
  const at = (step: number, point: number, ...groups: string[]): boolean =>
    isInCandidate(plan, step, { point, groups });

  test('begins with some, and leaves all others with stable', () =>
    expect([at(0, 0.4, 'beta'), at(0, 0.6, 'beta'), at(0, 0, 'europe')]).toEqual([true, false, false]));
  test('keeps them when it goes on to everybody', () =>
    expect([at(2, 0.9, 'beta'), at(2, 0.9, 'employees'), at(2, 0.05), at(2, 0.9)]).toEqual([true, true, true, false]));
  test('draws a cohort by lot while it is shared, so that it is evidence', () => {
    const header = (name: string): string | undefined => (name === 'x-beta' ? 'yes' : undefined);
    const shares = plan.steps.map(({ weightBp }, step) =>
      ownShareOf(assignmentAt(plan, [], step), weightBp, asking(header)),
    );
    expect(shares).toEqual([null, null, { candidateBp: 10_000 }]);
  });

  test('is not complete once a cohort has it whole', () => {
    const policy = RolloutPolicy.parse({});
    const arm = (units: number) => ({ units, events: 0 });
    const segments = [{ configNumber: 2, weight: 0.5, stable: arm(900), candidate: arm(900) }];
    const { decision } = judge({
      at: new Date(1_000).toISOString(),
      step: 0,
      plan,
      policy,
      stepStartedAt: new Date(0).toISOString(),
      counts: { guardrails: [{ name: 'errors', segments }], requests: segments, metrics: [] },
      isSeen: true,
      candidateFailure: null,
      checks: [],
      arms: [],
    });
    expect(decision).toMatchObject({ act: 'advance', toStep: 1 });
  });
});
