import type { GuardrailName, RolloutPolicy } from '@slipway/contracts';

/** Share of alpha that guards errors while there are other guardrails. */
const ERRORS_SHARE = 0.5;

/** Quantile of the stable version's latency beyond which an answer is slow. */
const SLOW_QUANTILES = { latency_p50: 0.5, latency_p95: 0.95, latency_p99: 0.99 } as const;

/** Guardrail is what is counted as an event, with the limits that a candidate is held to. */
export interface Guardrail {
  name: GuardrailName;
  /** Part of alpha that it may spend on a wrong rollback; those of a policy sum to 1 (union bound). */
  share: number;
  /** A candidate is safe while its event rate stays below this multiple of the stable rate ... */
  thetaNi: number;
  /** ... or below this rate. */
  pMax: number;
}

/** GuardrailWords is what is counted, in a sentence: the subject, of units, and what a unit has to be for proof. */
export interface GuardrailWords {
  what: string;
  events: string;
  none: string;
}

/** guardrailWords are the words of each guardrail. */
export const guardrailWords: Readonly<Record<GuardrailName, GuardrailWords>> = {
  errors: { what: 'errors', events: 'requests failed', none: 'without a failure' },
  timeouts: { what: 'timeouts', events: 'requests timed out', none: 'without a timeout' },
  invalid_outputs: { what: 'invalid outputs', events: 'answers were invalid', none: 'with a valid answer' },
  latency_p50: slow('p50'),
  latency_p95: slow('p95'),
  latency_p99: slow('p99'),
  wrong_predictions: {
    what: 'wrong predictions',
    events: 'requests with an outcome were predicted wrongly',
    none: 'that turn out right',
  },
};

function slow(quantile: string): GuardrailWords {
  return { what: `slow answers (${quantile})`, events: 'requests were slow', none: 'that are not slow' };
}

/**
 * guardrailsOf are the guardrails of a policy that count events, errors first. Half of alpha guards errors, as they hurt callers at once; the others, and
 * its measures, share the rest equally. A latency guardrail has the rate 1 - quantile as long as nothing changes; its margin is thetaNi times the odds of
 * that rate, since twice as many as half cannot be. Wrong predictions are common at any model, so they have a margin of their own.
 */
export function guardrailsOf(policy: Shared & Pick<RolloutPolicy, Margins>): Guardrail[] {
  const others = otherNames(policy);
  const errorsShare = others.length + measuresOf(policy) === 0 ? 1 : ERRORS_SHARE;
  return [
    { name: 'errors', share: errorsShare, ...marginsOf('errors', policy) },
    ...others.map((name) => ({ name, share: measureShare(policy), ...marginsOf(name, policy) })),
  ];
}

/** measureShare is the part of alpha of each guardrail but errors, measures among them. */
export const measureShare = (policy: Shared): number =>
  (1 - ERRORS_SHARE) / Math.max(1, otherNames(policy).length + measuresOf(policy));

type Shared = Pick<RolloutPolicy, 'guardrails' | 'metrics' | 'scores'>;
const otherNames = ({ guardrails }: Shared): GuardrailName[] =>
  [...new Set(guardrails)].filter((name) => name !== 'errors');
const measuresOf = ({ metrics, scores }: Shared): number => metrics.length + Number(scores !== undefined);

type Margins = 'pMax' | 'thetaNi' | 'outcomes';

function marginsOf(
  name: GuardrailName,
  { pMax, thetaNi, outcomes }: Pick<RolloutPolicy, Margins>,
): Pick<Guardrail, 'pMax' | 'thetaNi'> {
  if (name === 'wrong_predictions') return { pMax, thetaNi: outcomes.thetaNi };
  if (!isSlowness(name)) return { pMax, thetaNi };
  const rate = 1 - SLOW_QUANTILES[name];
  const odds = (thetaNi * rate) / (1 - rate);
  return { pMax: odds / (1 + odds), thetaNi: odds / (1 + odds) / rate };
}

const isSlowness = (name: GuardrailName): name is keyof typeof SLOW_QUANTILES => name in SLOW_QUANTILES;
