import type { SignatureReport } from '@slipway/contracts';

/** SignatureState is one sentence about the signatures of a version and its tone. */
export interface SignatureState {
  tone: 'good' | 'warn' | 'bad' | 'unknown';
  sentence: string;
}

/** signatureState tells who signed a version, whether that holds by the keys trusted now, and whether serving waits for it. */
export function signatureState({ signed, required, signatures }: SignatureReport): SignatureState {
  const holding = signatures
    .filter(({ valid }) => valid)
    .map(({ key, fingerprint }) => key ?? fingerprint.slice(0, 12));
  if (signed) return { tone: 'good', sentence: `Signed by ${holding.join(', ')}.` };
  const [broken] = signatures;
  if (broken !== undefined)
    return { tone: 'bad', sentence: `No signature holds: ${broken.reason ?? 'the key is not trusted any more'}.` };
  return required
    ? { tone: 'warn', sentence: 'Unsigned: endpoints of this workspace take signed versions only.' }
    : { tone: 'unknown', sentence: 'Unsigned; this workspace does not ask for signatures.' };
}
