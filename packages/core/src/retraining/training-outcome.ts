import type { JobState, TrainingOutcome, TrainingStep } from '@slipway/contracts';
import type { StepState } from './pipeline.js';

/** OutcomeStep is what a step says of the outcome: `code` is why it stopped the run, or how its rollout ended. */
export interface OutcomeStep {
  name: TrainingStep['name'];
  state: StepState;
  code: string | null;
}

/** REJECTED is the code of an approval that a person refused. */
export const REJECTED = 'rejected';

/** rolloutEnds are the events that end a rollout, and what they make of the run that started it. */
export const rolloutEnds: Readonly<Record<string, { outcome: TrainingOutcome; word: string }>> = {
  'rollouts.promoted': { outcome: 'promoted', word: 'Promoted' },
  'rollouts.rolled_back': { outcome: 'rolled_back', word: 'Rolled back' },
  'rollouts.aborted': { outcome: 'aborted', word: 'Aborted' },
};

/** outcomeOf reads from the state of a run and its steps what came of it; of a run that ended, the latest step that decided something tells. */
export function outcomeOf(state: JobState, steps: readonly OutcomeStep[]): TrainingOutcome {
  const of = (name: TrainingStep['name']) => steps.find((step) => step.name === name);
  if (state === 'waiting') return of('approve')?.state === 'held' ? 'approval' : 'waiting';
  if (state !== 'done') return state;
  const promote = of('promote');
  if (promote?.state === 'running') return 'canary';
  const ended = Object.values(rolloutEnds).find(({ outcome }) => outcome === promote?.code);
  if (ended !== undefined) return ended.outcome;
  if (of('approve')?.code === REJECTED) return 'rejected';
  if (of('canary')?.code != null) return 'not_rolled_out';
  return of('compare')?.code == null ? 'registered' : 'gates_failed';
}
