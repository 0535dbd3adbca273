import type { SignatureReport } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { signatureState } from './signature-state.js';

const by = (key: string | null, valid: boolean, reason: string | null = null) =>
  ({ fingerprint: 'f'.repeat(64), key, valid, reason }) as SignatureReport['signatures'][number];
const state = (signatures: SignatureReport['signatures'], required = false) => {
  const signed = signatures.some(({ valid }) => valid);
  const { tone, sentence } = signatureState({ signed, required, signatures });
  return `${tone}: ${sentence}`;
};

it.each([
  [state([]), 'unknown: Unsigned; this workspace does not ask for signatures.'],
  [state([], true), 'warn: Unsigned: endpoints of this workspace take signed versions only.'],
  [state([by('release', true), by('old', false)]), 'good: Signed by release.'],
  [state([by('release', false, 'a file differs')]), 'bad: No signature holds: a file differs.'],
  [state([by(null, false)]), 'bad: No signature holds: the key is not trusted any more.'],
])('%s', (said, expected) => expect(said).toBe(expected));
