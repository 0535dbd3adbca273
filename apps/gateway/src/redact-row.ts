import { createHmac } from 'node:crypto';
import type { Redaction } from '@slipway/contracts';
import type { Route } from '@slipway/core';
import type { DataPlaneError } from './data-plane-error.js';
import type { LoggedValues } from './row-source.js';

const DIGEST_CHARACTERS = 24;

/** RedactedRoute is what says how an endpoint's log keeps features. */
export type RedactedRoute = Pick<Route, 'redactions' | 'redactionKey'>;

/**
 * redactInputs is what the log keeps of a row's inputs: a removed feature is not there, a digested one is the beginning of an HMAC-SHA256 by the
 * endpoint's own key (RFC 2104), so that equal values stay equal and nobody finds them by guessing.
 */
export function redactInputs(inputs: LoggedValues, { redactions, redactionKey }: RedactedRoute): LoggedValues {
  if (redactions.length === 0) return inputs;
  const kept = Object.entries(inputs).flatMap(([feature, value]): [string, unknown][] => {
    const rule = ruleFor(feature, redactions);
    if (rule === undefined || value === null || value === undefined) return [[feature, value]];
    return rule.by === 'removal' ? [] : [[feature, digestOf(value, redactionKey)]];
  });
  return Object.fromEntries(kept);
}

/** refusalText is what the log keeps of an error: words may quote a value, so where features are redacted only its code and its places are kept. */
export function refusalText({ code, message, errors }: DataPlaneError, { redactions }: RedactedRoute): string {
  if (redactions.length === 0) return message;
  const places = errors.map(({ path }) => path).join(', ');
  return places === '' ? code : `${code}: ${places}`;
}

function ruleFor(feature: string, redactions: readonly Redaction[]): Redaction | undefined {
  return redactions.find((rule) => rule.feature === feature) ?? redactions.find((rule) => rule.feature === '*');
}

const digestOf = (value: unknown, key: string): string =>
  `hmac:${createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_CHARACTERS)}`;
