import type { TrainingApproval, TrainingStepName } from '@slipway/contracts';
import type { z } from 'zod';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue, lockJob } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { Kit } from '../kernel/kit.js';
import { runTrainingJob } from './retraining.jobs.js';
import { giveUpCall } from './run-pipeline.js';
import { TrainingCallsRepository } from './training-calls.repository.js';
import { runState, type RetrainingRepository, type TrainingRunRow } from './retraining.repository.js';
import { REJECTED, rolloutEnds } from './training-outcome.js';
import { TrainingStepsRepository } from './training-steps.repository.js';

/** TrainingActs are what people do with a training run that was begun, and what its rollout does. */
export class TrainingActs {
  private readonly steps: TrainingStepsRepository;
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly runs: RetrainingRepository,
  ) {
    this.steps = new TrainingStepsRepository(kit.db);
    this.jobs = new JobsService(kit.db);
  }

  /** retry goes on with a run that failed or was cancelled, from the step that has no end; returns the new job. */
  async retry(actor: Actor, id: string): Promise<string> {
    return this.kit.db.transaction(async (tx) => {
      const row = await this.lock(tx, actor, id);
      const state = runState(row);
      if (state !== 'failed' && state !== 'cancelled')
        throw new SlipwayError('conflict', `Only a run that failed or was cancelled can go on; this one is ${state}.`);
      return this.goOn(tx, actor, row, 'gone on with by a person');
    });
  }

  /** cancel ends a run: its job stops at once or at its next look, and nothing outside is waited for any more. Asked for again meanwhile it changes nothing. */
  async cancel(actor: Actor, id: string): Promise<void> {
    const { jobId } = await this.require(actor, id);
    await this.kit.db.transaction(async (tx) => {
      await lockJob(tx, jobId);
      const row = await this.lock(tx, actor, id);
      if (row.job.state === 'running' && row.job.isCancelling) return;
      await appendEvent(tx, actor, {
        kind: 'retraining.run_cancelled',
        subjectKind: 'model',
        subjectName: row.model,
        ...(row.endpoint && { endpoint: row.endpoint }),
        after: { trainingRunId: id, trainer: row.trainer },
      });
      const held = row.steps.find(({ state }) => state === 'held');
      if (held === undefined || row.job.state === 'running') return this.jobs.cancelWithin(tx, row.jobId);
      // Nobody works at it: its step ends here, and so does the job that would look again.
      if (row.job.state === 'waiting') {
        await this.jobs.cancelWithin(tx, row.jobId);
        await giveUpCall(tx, actor, new TrainingCallsRepository(this.kit.db), id, true);
      }
      const at = this.kit.clock.now();
      const end = { state: 'cancelled', why: `Cancelled by ${actor.name}.`, at } as const;
      await this.steps.settle(tx, id, held.name as TrainingStepName, end);
      await this.runs.updateRun(tx, id, { finishedAt: at });
    });
  }

  /** approve answers a run that waits for a person: agreed, it goes on to its canary; disagreed, it ends with its version. */
  async approve(actor: Actor, id: string, { approve, why }: z.infer<typeof TrainingApproval>): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.lock(tx, actor, id);
      if (!row.steps.some(({ name, state }) => name === 'approve' && state === 'held'))
        throw new SlipwayError('conflict', 'This training run does not wait for an approval.');
      const at = this.kit.clock.now();
      const said = `${actor.name} ${approve ? 'agreed' : 'disagreed'}: ${why}`;
      await this.steps.settle(tx, id, 'approve', { state: 'done', why: said, at, ...(!approve && { code: REJECTED }) });
      const subject = {
        subjectKind: 'model',
        subjectName: row.model,
        why: said,
        after: { trainingRunId: id, version: row.version },
      } as const;
      await appendEvent(tx, actor, { kind: approve ? 'retraining.approved' : 'retraining.rejected', ...subject });
      if (approve) {
        await this.goOn(tx, actor, row, said);
        return;
      }
      for (const name of ['canary', 'promote'] as const)
        await this.steps.settle(tx, id, name, { state: 'skipped', why: `Not taken: ${said}`, at });
      await this.runs.updateRun(tx, id, { finishedAt: at });
    });
  }

  /** followRollout ends the last step of the run whose canary an event is about. */
  async followRollout(tx: Tx, event: { kind: string; rolloutId: string; why: string }): Promise<void> {
    const id = await this.steps.ofRollout(tx, event.rolloutId);
    const end = rolloutEnds[event.kind];
    if (id === null || end === undefined) return;
    await this.steps.settle(tx, id, 'promote', {
      state: 'done',
      why: `${end.word}: ${event.why}`,
      code: end.outcome,
      at: this.kit.clock.now(),
    });
  }

  private async goOn(tx: Tx, actor: Actor, row: TrainingRunRow, why: string): Promise<string> {
    const options = { subject: `${row.model} by ${row.trainer}`, key: `training-run:${row.id}` };
    const jobId = await enqueue(tx, actor, runTrainingJob, { trainingRunId: row.id }, options);
    await this.runs.updateRun(tx, row.id, { jobId, finishedAt: null });
    const after = { trainingRunId: row.id, trainer: row.trainer };
    await appendEvent(tx, actor, {
      kind: 'retraining.run_resumed',
      subjectKind: 'model',
      subjectName: row.model,
      why,
      after,
    });
    return jobId;
  }

  /** Of two people who act at once the second finds what the first did. */
  private async lock(tx: Tx, actor: Actor, id: string): Promise<TrainingRunRow> {
    await tx.$queryRaw`SELECT 1 FROM "TrainingRun" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return this.require(actor, id, tx);
  }

  private async require(actor: Actor, id: string, tx?: Tx): Promise<TrainingRunRow> {
    const row = await this.runs.findRun(id, actor.workspaceId, tx);
    if (row === null) throw notFound('training run', id);
    return row;
  }
}
