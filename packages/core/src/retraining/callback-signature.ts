import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TrainingCallback } from '@slipway/contracts';

type Signed = Pick<TrainingCallback, 'delivery' | 'status' | 'modelDigest' | 'at'>;

/** callbackSignature signs what decides about a callback: run, delivery, status, model and time, each on a line. */
export function callbackSignature(key: string, runId: string, { delivery, status, modelDigest, at }: Signed): string {
  const text = [runId, delivery, status, modelDigest ?? '', at].join('\n');
  return `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;
}

/** isSignedBy compares in constant time. */
export function isSignedBy(key: string, runId: string, callback: TrainingCallback): boolean {
  const expected = Buffer.from(callbackSignature(key, runId, callback));
  const given = Buffer.from(callback.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
