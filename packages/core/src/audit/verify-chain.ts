import type { ChainVerdict } from '@slipway/contracts';
import type { NumberedEvent } from '../kernel/logged-event.js';
import { eventHash } from '../kernel/sequencer.js';

/**
 * verifyChain recomputes the hash of every event from the one before it. Numbers must run from 1 without a gap; the first event whose
 * number, previous hash or hash is wrong is where the chain is broken. An end that was cut off leaves a shorter chain that is sound in itself:
 * `reached` is a number that the log is known to have had.
 */
export async function verifyChain(
  batches: AsyncIterable<readonly NumberedEvent[]>,
  reached = 0n,
): Promise<ChainVerdict> {
  let seq = 0n;
  let hash = '';
  for await (const events of batches) {
    for (const event of events) {
      const expected = seq + 1n;
      if (event.seq !== expected || event.prevHash !== hash || event.hash !== eventHash(hash, expected, event)) {
        return { verified: false, upToSeq: Number(seq), brokenAtSeq: Number(expected) };
      }
      seq = event.seq;
      hash = event.hash;
    }
  }
  const isWhole = seq >= reached;
  return { verified: isWhole, upToSeq: Number(seq), brokenAtSeq: isWhole ? null : Number(seq) + 1 };
}
