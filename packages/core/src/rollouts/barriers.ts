import type { Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { lacksApproval } from './approvals.js';
import type { FreezeWindows } from './freeze-windows.js';
import { hasBegun, type RolloutRow } from './rollouts.repository.js';

/** Barrier is what keeps a rollout from going on, though its evidence would let it. */
export interface Barrier {
  code: 'approval_required' | 'frozen';
  why: string;
}

/** Barriers are what stands before a rollout that wants to go on; nothing stands before one that goes back. */
export class Barriers {
  constructor(private readonly freezes: FreezeWindows) {}

  /** before tells what stands before the step that a rollout wants to go to; null for nothing, and for a rollout that goes nowhere (`toStep` null). */
  async before(tx: Tx, row: RolloutRow, toStep: number | null): Promise<Barrier | null> {
    if (toStep === null) return null;
    if (hasBegun(row) && lacksApproval(row, toStep))
      return { code: 'approval_required', why: `somebody other than ${row.startedBy} must approve that it goes on` };
    const frozen = await this.freezes.frozenBecause(row.workspaceId, row.endpoint, tx);
    return frozen === null ? null : { code: 'frozen', why: frozen };
  }

  /** require refuses an act by hand that a barrier stands before. */
  async require(tx: Tx, row: RolloutRow, toStep: number): Promise<void> {
    const barrier = await this.before(tx, row, toStep);
    if (barrier !== null) throw new SlipwayError(barrier.code, `It may not go on: ${barrier.why}.`);
  }
}
