import type { NewTrigger, Trigger, TriggerCondition } from '@slipway/contracts';

const HOUR = 3600;
/** A canary of a tenth, a half and all of the traffic. */
const CANARY_STEPS = [
  { weightBp: 1_000, holdSeconds: 600 },
  { weightBp: 5_000, holdSeconds: 600 },
  { weightBp: 10_000, holdSeconds: 0 },
];

/** TriggerDraft is a trigger as its form holds it: fields that are still empty are empty texts or null. */
export interface TriggerDraft {
  name: string;
  trainer: string | null;
  model: string | null;
  endpoint: string | null;
  windowDays: number | string;
  conditions: TriggerCondition[];
  needed: number | string;
  cooldownHours: number | string;
  budgetPerWeek: number | string;
  quietFrom: string;
  quietTo: string;
  timeZone: string;
  canary: boolean;
  approval: boolean;
}

/** SentTrigger is what a form sends; the contract fills the rest. */
export type SentTrigger = Pick<NewTrigger, 'name' | 'trainer' | 'conditions' | 'needed' | 'cooldownSeconds'> & {
  input: NewTrigger['input'];
  budgetPerWeek: number | null;
  quietHours: NewTrigger['quietHours'];
  thenRollOut: { steps: typeof CANARY_STEPS; approval: boolean } | NonNullable<Trigger['thenRollOut']> | null;
};

/** emptyDraft is the form of a new trigger in a time zone. */
export const emptyDraft = (timeZone: string): TriggerDraft => ({
  name: '',
  trainer: null,
  model: null,
  endpoint: null,
  windowDays: 90,
  conditions: [{ kind: 'labels', rows: 1000 }],
  needed: 1,
  cooldownHours: 24,
  budgetPerWeek: '',
  quietFrom: '',
  quietTo: '',
  timeZone,
  canary: false,
  approval: true,
});

/** draftOf is the form of a trigger that there is. */
export const draftOf = (trigger: Trigger, timeZone: string): TriggerDraft => ({
  name: trigger.name,
  trainer: trigger.trainer,
  model: trigger.input.model,
  endpoint: trigger.input.endpoint ?? null,
  windowDays: trigger.input.windowDays,
  conditions: trigger.conditions,
  needed: trigger.needed,
  cooldownHours: trigger.cooldownSeconds / HOUR,
  budgetPerWeek: trigger.budgetPerWeek ?? '',
  quietFrom: trigger.quietHours?.from ?? '',
  quietTo: trigger.quietHours?.to ?? '',
  timeZone: trigger.quietHours?.timeZone ?? timeZone,
  canary: trigger.thenRollOut !== null,
  approval: trigger.thenRollOut?.approval ?? true,
});

/**
 * sentOf is what a draft asks for, or null while something is missing. What the form does not show of a trigger that there is (parameters, what is
 * held out, steps of its canary) stays.
 */
export function sentOf(draft: TriggerDraft, known: Trigger | null): SentTrigger | null {
  const { name, trainer, model, endpoint, conditions, quietFrom, quietTo, timeZone, canary, approval } = draft;
  const dataset = known?.input.dataset;
  if (name.trim() === '' || trainer === null || model === null || (endpoint === null && dataset === undefined))
    return null;
  if (conditions.length === 0 || !conditions.every(isWhole) || (quietFrom === '') !== (quietTo === '')) return null;
  return {
    name: name.trim(),
    trainer,
    conditions,
    needed: Math.min(Number(draft.needed), conditions.length),
    cooldownSeconds: Math.round(Number(draft.cooldownHours) * HOUR),
    input: {
      params: {},
      ...known?.input,
      model,
      windowDays: Number(draft.windowDays),
      ...(endpoint !== null && { endpoint }),
    },
    budgetPerWeek: draft.budgetPerWeek === '' ? null : Number(draft.budgetPerWeek),
    quietHours: quietFrom === '' ? null : { from: quietFrom, to: quietTo, timeZone },
    thenRollOut: canary ? { ...(known?.thenRollOut ?? { steps: CANARY_STEPS }), approval } : null,
  };
}

/** conditionOf is a condition of a kind, as a form begins with it. */
export function conditionOf(kind: TriggerCondition['kind'], timeZone: string): TriggerCondition {
  switch (kind) {
    case 'drift':
    case 'performance':
      return { kind, monitor: '' };
    case 'labels':
      return { kind, rows: 1000 };
    case 'schedule':
      return { kind, cron: '0 3 * * 1', timeZone };
    case 'staleness':
      return { kind, days: 30 };
  }
}

function isWhole(condition: TriggerCondition): boolean {
  switch (condition.kind) {
    case 'drift':
    case 'performance':
      return condition.monitor !== '';
    case 'labels':
      return condition.rows >= 1;
    case 'schedule':
      return condition.cron.trim() !== '';
    case 'staleness':
      return condition.days >= 1;
  }
}
