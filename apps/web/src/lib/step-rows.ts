import type { RolloutStep } from '@slipway/contracts';

/** StepRow is one step as it is typed: percent of traffic, and how long to hold it at least. */
export interface StepRow {
  percent: number | string;
  holdSeconds: number | string;
}

/** firstSteps are what a rollout starts with when nothing is changed. */
export const firstSteps: readonly StepRow[] = [
  { percent: 10, holdSeconds: 60 },
  { percent: 50, holdSeconds: 60 },
  { percent: 100, holdSeconds: 0 },
];

/** readSteps turns typed rows into steps, or says what is wrong with them: shares must rise to at most 100 %. */
export function readSteps(rows: readonly StepRow[]): { steps: RolloutStep[] } | { error: string } {
  const steps = rows.map(({ percent, holdSeconds }) => ({
    weightBp: Math.round(Number(percent) * 100),
    holdSeconds: Number(holdSeconds),
  }));
  if (steps.length === 0) return { error: 'At least one step is needed.' };
  if (steps.some(({ weightBp }) => !(weightBp >= 1 && weightBp <= 10_000)))
    return { error: 'Each share must lie between 0.01 % and 100 %.' };
  if (steps.some(({ weightBp }, index) => weightBp <= (steps[index - 1]?.weightBp ?? 0)))
    return { error: 'Each share must be larger than the one before it.' };
  if (steps.some(({ holdSeconds }) => !Number.isInteger(holdSeconds) || holdSeconds < 0 || holdSeconds > 86_400))
    return { error: 'A step is held 0 to 86,400 whole seconds.' };
  return { steps };
}
