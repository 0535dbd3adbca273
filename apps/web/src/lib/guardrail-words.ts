import type { GuardrailName } from '@slipway/contracts';

/** guardrailWords name what is watched, as a person says it. */
export const guardrailWords: Readonly<Record<GuardrailName, string>> = {
  errors: 'Errors',
  timeouts: 'Timeouts',
  invalid_outputs: 'Invalid outputs',
  latency_p50: 'Slower than stable’s p50',
  latency_p95: 'Slower than stable’s p95',
  latency_p99: 'Slower than stable’s p99',
  wrong_predictions: 'Wrong predictions',
};
