import type { Approval, TrainingRun } from '@slipway/contracts';
import { stepsOf, type RolloutRow } from '../rollouts/index.js';

/** Shown is an approval before it is known who looks at it. */
export type Shown = Omit<Approval, 'refusal' | 'isMine'>;

/** ofRollout shows the step that a rollout may not take yet. */
export function ofRollout(row: RolloutRow): Shown {
  const next = stepsOf(row)[row.step + 1]?.weightBp ?? 10_000;
  return {
    id: row.id,
    kind: 'rollout',
    sentence: `${row.toModel} v${row.toVersion} gets ${next / 100} % of the traffic of ${row.endpoint}, after ${row.wantedBp / 100} %.`,
    model: row.toModel,
    version: row.toVersion,
    fromVersion: row.fromVersion,
    endpoint: row.endpoint,
    alias: null,
    askedBy: row.startedBy,
    askedAt: row.stepStartedAt.toISOString(),
    why:
      row.needsApproval === 'promotion' ? 'Its promotion needs an approval.' : 'Each of its steps needs an approval.',
    evidence: row.sentence,
    endsAt: null,
  };
}

/** ofTrainingRun shows the canary that a training run may not start yet; `champion` is the version that it would be compared with. */
export function ofTrainingRun(run: TrainingRun, champion: number | null): Shown {
  const step = (name: string) => run.steps.find((one) => one.name === name);
  const measured = ['evaluate', 'compare'].map((name) => step(name)?.why ?? '').filter((why) => why !== '');
  return {
    id: run.id,
    kind: 'training_run',
    sentence: `${run.model} v${run.version ?? 0} starts a canary${run.endpoint === null ? '' : ` at ${run.endpoint}`}.`,
    model: run.model,
    version: run.version ?? 0,
    fromVersion: champion,
    endpoint: run.endpoint,
    alias: null,
    askedBy: run.trigger ?? run.startedBy,
    askedAt: step('approve')?.startedAt ?? run.createdAt,
    why: run.why,
    evidence: measured.length === 0 ? null : measured.join(' '),
    endsAt: null,
  };
}
