import { TrainingStepName, type TrainingStep } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { adviceOf, stepNames, type StepState } from './pipeline.js';
import type { StepResults } from './steps/step.js';

/** StepRow is a step of a training run as stored; a step that was never begun has none. */
export type StepRow = Prisma.TrainingStepGetPayload<object>;

/** TrainingStepsRepository keeps how far training runs are. */
export class TrainingStepsRepository {
  constructor(private readonly db: Db) {}

  /** of are the steps of runs that were begun, by run. */
  async of(trainingRunIds: readonly string[], tx: Tx = this.db.prisma): Promise<Map<string, StepRow[]>> {
    const rows = await tx.trainingStep.findMany({ where: { trainingRunId: { in: [...trainingRunIds] } } });
    return Map.groupBy(rows, ({ trainingRunId }) => trainingRunId);
  }

  /** begin counts another attempt at a step. */
  async begin(tx: Tx, trainingRunId: string, name: TrainingStepName, startedAt: Date): Promise<void> {
    const running = { state: 'running', why: '', code: null, finishedAt: null } as const;
    await tx.trainingStep.upsert({
      where: { trainingRunId_name: { trainingRunId, name } },
      create: { trainingRunId, name, ...running, startedAt, attempts: 1 },
      update: { ...running, startedAt, attempts: { increment: 1 } },
    });
  }

  /** resume goes on with a step that was parked: the same attempt. */
  async resume(tx: Tx, trainingRunId: string, name: TrainingStepName): Promise<void> {
    await tx.trainingStep.update({
      where: { trainingRunId_name: { trainingRunId, name } },
      data: { state: 'running' },
    });
  }

  /** settle writes where a step stands, and adds a line to its log; the same said again is none. */
  async settle(
    tx: Tx,
    trainingRunId: string,
    name: TrainingStepName,
    end: { state: StepState; why: string; at: Date; code?: string; result?: object },
  ): Promise<void> {
    const { state, why, at, code, result } = end;
    const isOpen = state === 'held' || state === 'running';
    const known = await tx.trainingStep.findUnique({ where: { trainingRunId_name: { trainingRunId, name } } });
    const said = `${state}: ${why}\n`;
    const line = known?.log.endsWith(said) ? '' : `${at.toISOString()} ${said}`;
    const change = {
      state,
      why,
      code: code ?? null,
      log: `${known?.log ?? ''}${line}`.slice(-65_536),
      finishedAt: isOpen ? null : at,
      ...(result && { result: toJson(result) }),
    };
    await tx.trainingStep.upsert({
      where: { trainingRunId_name: { trainingRunId, name } },
      create: { trainingRunId, name, ...change, startedAt: at },
      update: change,
    });
  }

  /** ofRollout is the step that follows a rollout, or null. */
  async ofRollout(tx: Tx, rolloutId: string): Promise<string | null> {
    const where = { name: 'canary', result: { path: ['rolloutId'], equals: rolloutId } } as const;
    return (await tx.trainingStep.findFirst({ where, select: { trainingRunId: true } }))?.trainingRunId ?? null;
  }
}

/** resultsOf is what finished steps left, by name. */
export const resultsOf = (rows: readonly StepRow[]): StepResults =>
  Object.fromEntries(rows.flatMap(({ name, state, result }) => (state === 'done' && result ? [[name, result]] : [])));

/** stepViews are all steps in order as the API shows them; a step that runs, or is parked, although its job has ended was lost or cancelled with it. */
export function stepViews(
  rows: readonly StepRow[],
  job: { state: string; error: { detail: string } | null },
  log: string,
): TrainingStep[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const isActive = job.state === 'running' || job.state === 'waiting';
  return stepNames.map((name) => {
    const row = byName.get(name);
    if (row === undefined)
      return { name, state: 'waiting', why: '', advice: null, attempts: 0, log: '', startedAt: null, finishedAt: null };
    const isParked = row.state === 'held' && name !== 'approve';
    const isLost = !isActive && (isParked || (row.state === 'running' && name !== 'promote'));
    const state = isLost ? (job.state === 'cancelled' ? 'cancelled' : 'failed') : (row.state as StepState);
    return {
      name,
      state,
      why: isLost ? (job.error?.detail ?? 'The worker was lost.') : row.why,
      advice: state === 'failed' ? adviceOf(name, isLost ? 'worker_lost' : row.code) : null,
      attempts: row.attempts,
      log: name === 'train' ? log : row.log,
      startedAt: row.startedAt?.toISOString() ?? null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
    };
  });
}
