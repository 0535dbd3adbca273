import type { Rollout } from '@slipway/contracts';

/** TrackStep is one step as it is drawn: `label` where the share alone says too little. */
export interface TrackStep {
  weightBp: number;
  label: string | null;
  state: 'done' | 'now' | 'stopped' | 'ahead';
  holdMs: number;
  leftMs: number;
}

/** trackOf says which steps are done, which one lasts and for how long, and where a rollout was stopped. */
export function trackOf({ steps, step, state, strategy, plan, stepStartedAt }: Rollout, now: number): TrackStep[] {
  const isDone = state === 'promoted' || state === 'finished';
  const isStopped = state === 'aborted' || state === 'rolled_back';
  return steps.map(({ weightBp, holdSeconds }, index) => {
    const holdMs = holdSeconds * 1000;
    const here = index === step && !isDone;
    return {
      weightBp,
      label:
        strategy === 'blue_green'
          ? index === 0
            ? 'Test, 0 %'
            : 'Switched, 100 %'
          : plan.strategy === 'shadow'
            ? 'Shadow'
            : null,
      state: here ? (isStopped ? 'stopped' : 'now') : isDone || index < step ? 'done' : 'ahead',
      holdMs,
      leftMs: here ? Math.max(0, Date.parse(stepStartedAt) + holdMs - now) : 0,
    };
  });
}
