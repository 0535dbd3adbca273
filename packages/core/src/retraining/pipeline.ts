import { TrainingStepName, type TrainingStep } from '@slipway/contracts';
import type { ErrorCode } from '@slipway/contracts';

/** stepNames are the steps of a training run in their order. */
export const stepNames = TrainingStepName.options;

/** StepState is where a step stands. */
export type StepState = TrainingStep['state'];

/** isSettled tells whether a step needs no further work by the job: it has an end, or waits for a person. */
export const isSettled = (name: TrainingStepName, state: StepState | undefined): boolean =>
  state === 'done' || state === 'skipped' || (state === 'held' && name === 'approve');

const adviceOfStep: Readonly<Partial<Record<TrainingStepName, string>>> = {
  fetch: 'Send outcomes for logged predictions, or widen the window, then go on from here.',
  validate: 'Repair where the values come from, or build a new baseline if they are right, then go on from here.',
  train: 'Read the log, repair the trainer or its parameters, then go on from here: the data is kept.',
  register: 'Repair what the trainer writes, then start a new run.',
  evaluate: 'Make the dataset of the gates fit the model, then go on from here: the version is registered.',
  compare: 'Go on from here: the version is registered and measured.',
  canary: 'Go on from here, or start the rollout by hand.',
};
const adviceOfCode: Readonly<Partial<Record<ErrorCode | 'worker_lost', string>>> = {
  trainer_unknown: 'List the trainer in the operator’s file (SLIPWAY_TRAINERS), then go on from here.',
  unavailable: 'Wait until it can be reached again, then go on from here.',
  worker_lost: 'Look at the memory of the worker, then go on from here.',
};

/** adviceOf says what to do about a step that failed. */
export const adviceOf = (name: TrainingStepName, code: string | null): string =>
  adviceOfCode[(code ?? '') as ErrorCode] ?? adviceOfStep[name] ?? 'Go on from here.';
