import { ConditionTopic, type AlertCondition, type AlertTopic } from '@slipway/contracts';
import { formatMs, formatPercent } from '../../lib/format.js';

/** topicWords says what each topic watches. */
export const topicWords: Readonly<Record<AlertTopic, string>> = {
  endpoint_errors: 'Requests fail',
  endpoint_slow: 'Answers are slow',
  endpoint_silent: 'No requests come',
  container_failed: 'A container ended',
  drift: 'A monitor alarms',
  rollout_rolled_back: 'Rollout rolled back',
  rollout_promoted: 'Rollout promoted',
  training_failed: 'Training failed',
  training_done: 'Training done',
  evaluation_failed: 'Evaluation failed',
};

/** isConditionTopic tells topics that look at an endpoint's traffic from those that happen. */
export const isConditionTopic = (topic: AlertTopic): topic is ConditionTopic => ConditionTopic.safeParse(topic).success;

/** conditionWords says when a rule fires, such as "more than 5 % fail over 5 min". */
export function conditionWords(topic: AlertTopic, condition: AlertCondition | null): string {
  if (condition === null) return 'each time';
  const { limit = 0, forMinutes } = condition;
  switch (topic) {
    case 'endpoint_errors':
      return `more than ${formatPercent(limit)} over ${forMinutes} min`;
    case 'endpoint_slow':
      return `p95 above ${formatMs(limit)} over ${forMinutes} min`;
    default:
      return `for ${forMinutes} min`;
  }
}
