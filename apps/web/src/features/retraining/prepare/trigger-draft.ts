import type { NewTrigger, RolloutStep, Trigger, TriggerCondition } from '@slipway/contracts';
import { readSteps, type StepRow } from '../../../lib/step-rows.js';
import { policyDraftOf, policyOf, usualPolicy, type PolicyDraft } from './policy-draft.js';
import { emptyInput, inputDraftOf, inputOf, type TrainingInputDraft } from './training-input-draft.js';

const HOUR = 3600;
/** A canary of a tenth, a half and all of the traffic. */
const CANARY_STEPS: readonly StepRow[] = [
  { percent: 10, holdSeconds: 600 },
  { percent: 50, holdSeconds: 600 },
  { percent: 100, holdSeconds: 0 },
];

/** TriggerDraft is a trigger as its form holds it: fields that are still empty are empty texts or null. */
export interface TriggerDraft extends TrainingInputDraft {
  name: string;
  trainer: string | null;
  conditions: TriggerCondition[];
  needed: number | string;
  cooldownHours: number | string;
  budgetPerWeek: number | string;
  quietFrom: string;
  quietTo: string;
  timeZone: string;
  canary: boolean;
  steps: StepRow[];
  approval: boolean;
  policy: PolicyDraft;
}

/** SentTrigger is what a form sends; the contract fills the rest. */
export type SentTrigger = Pick<NewTrigger, 'name' | 'trainer' | 'conditions' | 'needed' | 'cooldownSeconds'> & {
  input: NewTrigger['input'];
  budgetPerWeek: number | null;
  quietHours: NewTrigger['quietHours'];
  thenRollOut: Trigger['thenRollOut'];
};

/** emptyDraft is the form of a new trigger in a time zone. */
export const emptyDraft = (timeZone: string): TriggerDraft => ({
  ...emptyInput(),
  name: '',
  trainer: null,
  conditions: [{ kind: 'labels', rows: 1000 }],
  needed: 1,
  cooldownHours: 24,
  budgetPerWeek: '',
  quietFrom: '',
  quietTo: '',
  timeZone,
  canary: false,
  steps: [...CANARY_STEPS],
  approval: true,
  policy: usualPolicy(),
});

/** draftOf is the form of a trigger that there is. */
export const draftOf = (trigger: Trigger, timeZone: string): TriggerDraft => ({
  ...inputDraftOf(trigger.input),
  name: trigger.name,
  trainer: trigger.trainer,
  conditions: trigger.conditions,
  needed: trigger.needed,
  cooldownHours: trigger.cooldownSeconds / HOUR,
  budgetPerWeek: trigger.budgetPerWeek ?? '',
  quietFrom: trigger.quietHours?.from ?? '',
  quietTo: trigger.quietHours?.to ?? '',
  timeZone: trigger.quietHours?.timeZone ?? timeZone,
  canary: trigger.thenRollOut !== null,
  steps: trigger.thenRollOut?.steps.map(stepRow) ?? [...CANARY_STEPS],
  approval: trigger.thenRollOut?.approval ?? true,
  policy: trigger.thenRollOut === null ? usualPolicy() : policyDraftOf(trigger.thenRollOut.policy),
});

const stepRow = ({ weightBp, holdSeconds }: RolloutStep): StepRow => ({ percent: weightBp / 100, holdSeconds });

/**
 * sentOf is what a draft asks for, or null while something is missing. What the form does not show of a trigger that there is (cohorts and
 * finer limits of its canary) stays.
 */
export function sentOf(draft: TriggerDraft, known: Trigger | null): SentTrigger | null {
  const { name, trainer, conditions, quietFrom, quietTo, timeZone, canary, approval } = draft;
  const input = inputOf(draft, known?.input);
  if (name.trim() === '' || trainer === null || input === null) return null;
  if (conditions.length === 0 || !conditions.every(isWhole) || (quietFrom === '') !== (quietTo === '')) return null;
  const read = readSteps(draft.steps);
  const policy = policyOf(draft.policy, known?.thenRollOut?.policy);
  if (canary && ('error' in read || policy === null)) return null;
  return {
    name: name.trim(),
    trainer,
    conditions,
    needed: Math.min(Number(draft.needed), conditions.length),
    cooldownSeconds: Math.round(Number(draft.cooldownHours) * HOUR),
    input,
    budgetPerWeek: draft.budgetPerWeek === '' ? null : Number(draft.budgetPerWeek),
    quietHours: quietFrom === '' ? null : { from: quietFrom, to: quietTo, timeZone },
    thenRollOut:
      canary && 'steps' in read && policy !== null ? { steps: withCohorts(read.steps, known), policy, approval } : null,
  };
}

/** A step of the same share keeps its cohorts, which the form does not show. */
function withCohorts(steps: readonly RolloutStep[], known: Trigger | null): RolloutStep[] {
  const before = known?.thenRollOut?.steps ?? [];
  return steps.map((step) => ({ ...before.find(({ weightBp }) => weightBp === step.weightBp), ...step }));
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
