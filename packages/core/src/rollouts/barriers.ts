import type { Clock } from '../kernel/clock.js';
import type { Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { lacksApproval } from './approvals.js';
import { isFreezeOverridden, type FreezeWindows } from './freeze-windows.js';
import type { Because, RolloutActs } from './rollout-acts.js';
import { hasBegun, type RolloutRow } from './rollouts.repository.js';

/** Barrier is what keeps a rollout from going on, though its evidence would let it. */
export interface Barrier {
  code: 'approval_required' | 'frozen';
  why: string;
}

/** Barriers are what stands before a rollout that wants to go on; nothing stands before one that goes back. */
export class Barriers {
  constructor(
    private readonly freezes: FreezeWindows,
    private readonly acts: RolloutActs,
    private readonly clock: Clock,
  ) {}

  /** before tells what stands before the step that a rollout wants to go to; null for nothing, and for a rollout that goes nowhere (`toStep` null). */
  async before(tx: Tx, row: RolloutRow, toStep: number | null): Promise<Barrier | null> {
    if (toStep === null) return null;
    if (hasBegun(row) && lacksApproval(row, toStep))
      return { code: 'approval_required', why: `somebody other than ${row.startedBy} must approve that it goes on` };
    const frozen = await this.freezes.frozen(row.workspaceId, row.endpoint, tx);
    if (frozen === null || isFreezeOverridden(row, this.clock.now())) return null;
    return { code: 'frozen', why: frozen.why };
  }

  /** require refuses an act by hand that a barrier stands before. */
  async require(tx: Tx, row: RolloutRow, toStep: number): Promise<void> {
    const barrier = await this.before(tx, row, toStep);
    if (barrier !== null) throw new SlipwayError(barrier.code, `It may not go on: ${barrier.why}.`);
  }

  /** overrideFreeze lets an approver's rollout go on until the freezes of now are over; it returns whether there are any. */
  async overrideFreeze(tx: Tx, row: RolloutRow, because: Because): Promise<boolean> {
    const { scopes } = because.actor;
    if (!scopes.includes('approve') && !scopes.includes('admin'))
      throw new SlipwayError('forbidden', 'Only somebody with the scope `approve` may override a freeze.');
    const frozen = await this.freezes.frozen(row.workspaceId, row.endpoint, tx);
    if (frozen !== null) await this.acts.overrideFreeze(tx, row, frozen.until, because);
    return frozen !== null;
  }
}
