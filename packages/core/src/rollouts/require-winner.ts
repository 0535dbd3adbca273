import { SlipwayError } from '../kernel/errors.js';
import { armsOf, type RolloutRow } from './rollouts.repository.js';

/** requireWinner lets a person name the winner of an A/B test, and of nothing else. */
export function requireWinner(row: RolloutRow, version: number | undefined): void {
  const candidates = armsOf(row);
  const names = candidates.map((arm) => `v${arm.version}`).join(', ');
  if (candidates.length === 0 && version !== undefined && version !== row.toVersion)
    throw new SlipwayError('conflict', `This rollout has one candidate, v${row.toVersion}: leave the version out.`);
  if (candidates.length > 0 && !candidates.some((arm) => arm.version === version))
    throw new SlipwayError('invalid_request', `Say which candidate shall get all traffic: ${names}.`, [
      { path: 'version', message: `must be one of ${names}` },
    ]);
}
