import type { TrainingRun, TrainingStep } from '@slipway/contracts';
import { formatSpan } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import type { Tone } from '../../../components/ui/tone.js';

/** FlowBox is one box of the graph of a training run. */
export interface FlowBox {
  name: TrainingStep['name'];
  label: string;
  tone: Tone;
  state: TrainingStep['state'];
  why: string;
  took: string;
  /** Boxes that were not reached are drawn dashed. */
  isReached: boolean;
  /** The step that took longest of those that ended. */
  isSlowest: boolean;
  link: string | null;
}

const labels: Record<TrainingStep['name'], string> = {
  fetch: 'Fetch',
  validate: 'Validate',
  train: 'Train',
  register: 'Register',
  evaluate: 'Evaluate',
  compare: 'Gates',
  approve: 'Approval',
  canary: 'Canary',
  promote: 'Promote',
};
const tones: Record<TrainingStep['state'], Tone> = {
  waiting: 'unknown',
  running: 'info',
  held: 'warn',
  done: 'good',
  failed: 'bad',
  skipped: 'unknown',
  cancelled: 'unknown',
};

/** flowOf lays the steps of a run out as boxes; `now` times what still runs. */
export function flowOf(
  run: Pick<TrainingRun, 'steps' | 'model' | 'version' | 'evaluationId' | 'rolloutId' | 'dataset'>,
  now: number,
): FlowBox[] {
  const ended = run.steps.filter(({ state, finishedAt }) => state === 'done' && finishedAt !== null);
  const slowest = ended.toSorted((a, b) => spanOf(b) - spanOf(a))[0];
  return run.steps.map((step) => ({
    name: step.name,
    label: labels[step.name],
    tone: tones[step.state],
    state: step.state,
    why: step.why,
    took: step.startedAt === null || step.state === 'skipped' ? '' : formatSpan(step.startedAt, step.finishedAt, now),
    isReached: step.state !== 'waiting' && step.state !== 'skipped',
    isSlowest: step === slowest && ended.length > 1,
    link: linkOf(step, run),
  }));
}

/** failedStep is the step that a run stands at because it failed, or null. */
export const failedStep = ({ steps }: Pick<TrainingRun, 'steps'>): TrainingStep | null =>
  steps.find(({ state }) => state === 'failed') ?? null;

/** runSentence says in one sentence how a run stands: what failed, what it waits for, or what came out. */
export function runSentence(run: Pick<TrainingRun, 'steps' | 'error' | 'why' | 'state' | 'model' | 'version'>): string {
  const failed = failedStep(run);
  if (failed !== null) return `${labels[failed.name]} failed: ${closed(failed.why)} ${failed.advice ?? ''}`.trim();
  const held = run.steps.find(({ state }) => state === 'held');
  if (held !== undefined) return held.why;
  if (run.state === 'cancelled') return 'Cancelled.';
  const running = run.steps.find(({ state }) => state === 'running');
  const made = run.version === null ? '' : `Made v${run.version} of ${run.model}. `;
  if (running !== undefined) return `${made}${labels[running.name]}: ${running.why || 'under way'}`;
  const last = run.steps.findLast(({ state }) => state === 'done');
  return last === undefined ? `Waits for a worker. ${run.why}` : `${made}${last.why}`;
}

/** Reasons are a trainer's own words, with or without a full stop. */
const closed = (why: string): string => (/[.!?…]$/.test(why) ? why : `${why}.`);

function linkOf(
  { name, state }: TrainingStep,
  run: Pick<TrainingRun, 'model' | 'version' | 'evaluationId' | 'rolloutId' | 'dataset'>,
): string | null {
  if (state === 'skipped') return null;
  if (name === 'fetch') return run.dataset && paths.dataset(run.dataset);
  if (name === 'register') return run.version === null ? null : paths.version(run.model, run.version);
  if (name === 'evaluate' || name === 'compare') return run.evaluationId && paths.evaluation(run.evaluationId);
  if (name === 'canary' || name === 'promote') return run.rolloutId && paths.rollout(run.rolloutId);
  return null;
}

const spanOf = ({ startedAt, finishedAt }: TrainingStep): number =>
  startedAt === null || finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
