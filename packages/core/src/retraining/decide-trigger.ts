import type { HoldReason, QuietHours, TriggerCondition } from '@slipway/contracts';
import { quietUntil } from './due-times.js';
import { judgeCondition, timeText, type ConditionFacts, type JudgedCondition } from './judge-condition.js';

const WEEK_MS = 7 * 86_400_000;

/** TriggerPolicy is what a trigger asks for, and its limits. */
export interface TriggerPolicy {
  enabled: boolean;
  conditions: readonly TriggerCondition[];
  needed: number;
  cooldownSeconds: number;
  budgetPerWeek: number | null;
  quietHours: QuietHours | null;
}

/** TriggerEvidence is what a trigger is decided by. */
export interface TriggerEvidence extends ConditionFacts {
  lastFiredAt: Date | null;
  /** When it fired within the last seven days, oldest first. */
  firedThisWeek: readonly Date[];
  /** Whether a training run of the model is under way. */
  isRunning: boolean;
}

/** TriggerVerdict is fire, hold back (conditions hold, a limit does not allow it) or wait (conditions do not hold), with its reason and the next look. */
export type TriggerVerdict = { why: string; conditions: JudgedCondition[]; lookAgainAt: Date | null } & (
  | { act: 'fire' | 'wait' }
  | { act: 'hold'; reason: HoldReason }
);

/** decideTrigger holds conditions and limits against the evidence; of several limits the one that ends last is named. */
export function decideTrigger(policy: TriggerPolicy, evidence: TriggerEvidence): TriggerVerdict {
  const conditions = policy.conditions.map((condition) => judgeCondition(condition, evidence));
  const met = conditions.filter((one) => one.met);
  const nextOfConditions = earliest(conditions.map(({ lookAgainAt }) => lookAgainAt));
  if (met.length < policy.needed) {
    const why = `${met.length} of ${conditions.length} conditions hold, ${policy.needed} needed`;
    return { act: 'wait', why, conditions, lookAgainAt: nextOfConditions };
  }
  const limit = limitOf(policy, evidence);
  if (limit !== null) return { act: 'hold', ...limit, conditions };
  const why = met.map((one) => `${one.condition}: ${one.why}`).join('; ');
  return { act: 'fire', why, conditions, lookAgainAt: nextOfConditions };
}

/** limitOf is the limit that forbids a run now, or null. */
export function limitOf(
  { enabled, cooldownSeconds, budgetPerWeek, quietHours }: TriggerPolicy,
  { now, lastFiredAt, firedThisWeek, isRunning }: TriggerEvidence,
): { reason: HoldReason; why: string; lookAgainAt: Date | null } | null {
  if (!enabled) return { reason: 'off', why: 'the trigger is off', lookAgainAt: null };
  if (isRunning)
    return { reason: 'run_under_way', why: 'a training run of this model is still under way', lookAgainAt: null };
  const cool = lastFiredAt && new Date(lastFiredAt.getTime() + cooldownSeconds * 1000);
  const oldest = budgetPerWeek === null ? undefined : firedThisWeek.at(-budgetPerWeek);
  const quiet = quietHours && quietUntil(quietHours, now);
  const limits: { reason: HoldReason; why: string; lookAgainAt: Date }[] = [];
  if (cool && cool > now)
    limits.push({
      reason: 'cool_down',
      why: `it fired at ${timeText(lastFiredAt)} and cools down until ${timeText(cool)}`,
      lookAgainAt: cool,
    });
  if (oldest !== undefined) {
    const free = new Date(oldest.getTime() + WEEK_MS);
    const spent = `its budget of ${budgetPerWeek} runs in seven days is spent until ${timeText(free)}`;
    limits.push({ reason: 'budget', why: spent, lookAgainAt: free });
  }
  if (quiet && quietHours)
    limits.push({
      reason: 'quiet_hours',
      why: `quiet hours last until ${quietHours.to} (${quietHours.timeZone})`,
      lookAgainAt: quiet,
    });
  return limits.toSorted((a, b) => b.lookAgainAt.getTime() - a.lookAgainAt.getTime())[0] ?? null;
}

/** weekBefore is the beginning of the seven days that a budget counts. */
export const weekBefore = (now: Date): Date => new Date(now.getTime() - WEEK_MS);

const earliest = (times: readonly (Date | null)[]): Date | null =>
  times.filter((time) => time !== null).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
