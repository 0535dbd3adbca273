import type { GuardrailEvidence, Rollout, RolloutLook } from '@slipway/contracts';
import { formatMs } from '../../../lib/format.js';

/** The pace is that of the last looks, so that a change of share soon tells. */
const PACE_MS = 180_000;
const SHORTEST_MS = 5_000;
const FURTHEST_MS = 7 * 86_400_000;

/**
 * proofExpected is when every guardrail will be shown safe if evidence grows on as it did of late: e-values grow by a steady factor a second, so their
 * logarithms are extended as straight lines. Null when all are safe already; `null` time when one does not grow, or hardly.
 */
export function proofExpected(
  { guardrails, endedAt, state }: Pick<Rollout, 'guardrails' | 'endedAt' | 'state'>,
  looks: readonly RolloutLook[],
): { at: number | null } | null {
  const open = guardrails.filter(({ verdict }) => verdict !== 'safe');
  const last = looks.at(-1);
  if (endedAt !== null || state === 'paused' || open.length === 0 || last === undefined) return null;
  const times = open.map((guardrail) => safeAt(guardrail, looks, last));
  return { at: times.some((at) => at === null) ? null : Math.max(...times.map((at) => at ?? 0)) };
}

/** proofWords say when proof is expected; null when nothing is left to prove. */
export function proofWords(rollout: Rollout, looks: readonly RolloutLook[], now: number): string | null {
  const expected = proofExpected(rollout, looks);
  if (expected === null) return null;
  if (expected.at === null) return 'not to be told yet: the evidence does not grow';
  return expected.at <= now ? 'any moment now' : `in about ${formatMs(expected.at - now)}, at the pace of late`;
}

function safeAt(
  { name, safeE, safeLimit }: GuardrailEvidence,
  looks: readonly RolloutLook[],
  last: RolloutLook,
): number | null {
  const lastMs = Date.parse(last.at);
  const first = looks.find(({ at, wantedBp }) => wantedBp === last.wantedBp && lastMs - Date.parse(at) <= PACE_MS);
  const before = first?.guardrails.find((one) => one.name === name)?.safeE;
  const spanMs = lastMs - Date.parse(first?.at ?? last.at);
  if (before === undefined || before <= 0 || safeE <= 0 || spanMs < SHORTEST_MS) return null;
  const perMs = (Math.log(safeE) - Math.log(before)) / spanMs;
  const leftMs = Math.log(safeLimit / safeE) / perMs;
  return perMs > 0 && leftMs <= FURTHEST_MS ? lastMs + leftMs : null;
}
