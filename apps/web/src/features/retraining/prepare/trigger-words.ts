import type { Trigger, TriggerCondition, TriggerDecision } from '@slipway/contracts';
import { countOf, formatNumber } from '../../../lib/format.js';

const SPANS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** conditionWords says what a condition waits for. */
export function conditionWords(condition: TriggerCondition): string {
  switch (condition.kind) {
    case 'drift':
      return `${condition.monitor} finds drift`;
    case 'performance':
      return `${condition.monitor} finds worse performance`;
    case 'labels':
      return `${formatNumber(condition.rows)} new outcomes`;
    case 'schedule':
      return `cron ${condition.cron} (${condition.timeZone})`;
    case 'staleness':
      return `no version for ${countOf(condition.days, 'day')}`;
  }
}

/** neededWords says how many of a trigger's conditions must hold. */
export function neededWords({ conditions, needed }: Pick<Trigger, 'conditions' | 'needed'>): string {
  if (conditions.length === 1) return 'when it holds';
  if (needed === conditions.length) return 'when all hold';
  return needed === 1 ? 'when any holds' : `when ${needed} of ${conditions.length} hold`;
}

/** limitWords says what holds a trigger back: cool-down, budget, quiet hours. */
export function limitWords({
  cooldownSeconds,
  budgetPerWeek,
  quietHours,
}: Pick<Trigger, 'cooldownSeconds' | 'budgetPerWeek' | 'quietHours'>): string[] {
  return [
    ...(cooldownSeconds > 0 ? [`${spanWords(cooldownSeconds)} cool-down`] : []),
    ...(budgetPerWeek === null ? [] : [`${countOf(budgetPerWeek, 'run')} in seven days`]),
    ...(quietHours === null ? [] : [`quiet ${quietHours.from}–${quietHours.to} (${quietHours.timeZone})`]),
    'one run at a time',
  ];
}

/** spanWords is a span of seconds in its largest whole unit. */
export function spanWords(seconds: number): string {
  const [unit, size] = SPANS.find(([, of]) => seconds >= of && seconds % of === 0) ?? ['s', 1];
  return `${formatNumber(seconds / size)} ${unit}`;
}

/** triggerSentence says in one sentence how a trigger stands. */
export function triggerSentence(trigger: Pick<Trigger, 'enabled' | 'lastDecision'>): string {
  if (!trigger.enabled) return 'Off: it starts nothing.';
  return trigger.lastDecision ?? 'Its conditions have not held yet.';
}

/** reasonWords names why a trigger fired or was held back, in two words. */
export const reasonWords = ({ reason }: Pick<TriggerDecision, 'reason'>): string =>
  reason === null
    ? 'Fired'
    : {
        off: 'Off',
        run_under_way: 'Run under way',
        cool_down: 'Cooling down',
        budget: 'Budget spent',
        quiet_hours: 'Quiet hours',
      }[reason];
