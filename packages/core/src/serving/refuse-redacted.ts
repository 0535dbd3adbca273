import type { Redaction } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import type { EndpointRow } from './serving.repository.js';

/**
 * refuseRedacted throws `conflict` where an endpoint's log does not keep all features as callers sent them: a row that lacks a feature, or has a
 * digest of it, is not what the model was asked. `consequence` ends the sentence.
 */
export function refuseRedacted(
  { name, redactions }: Pick<EndpointRow, 'name' | 'redactions'>,
  consequence: string,
): void {
  const rules = redactions as unknown as readonly Redaction[];
  if (rules.length === 0) return;
  const features = rules.map(({ feature }) => (feature === '*' ? 'every other feature' : feature)).join(', ');
  throw new SlipwayError(
    'conflict',
    `The log of ${name} does not keep ${features} as callers sent it: ${consequence}.`,
  );
}
