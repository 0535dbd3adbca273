import { expect, it } from 'vitest';
import type { NumberedEvent } from '../kernel/logged-event.js';
import { eventHash } from '../kernel/sequencer.js';
import { verifyChain } from './verify-chain.js';

/** Five events, chained as the sequencer does it. */
function chain(): NumberedEvent[] {
  let prevHash = '';
  return Array.from({ length: 5 }, (_, index) => {
    const event = {
      id: `018f0000-0000-7000-8000-00000000000${index}`,
      workspaceId: 'default',
      at: new Date(1_000 * index),
      kind: 'registry.model_created',
      actorKind: 'user',
      actorId: null,
      actorName: 'ada',
      subjectKind: 'model',
      subjectName: `m${index}`,
      endpoint: null,
      why: null,
      before: null,
      after: { b: 1, a: index },
      requestId: null,
    };
    const seq = BigInt(index + 1);
    const numbered = { ...event, seq, prevHash, hash: eventHash(prevHash, seq, event) };
    prevHash = numbered.hash;
    return numbered;
  });
}

async function* inTwo(events: NumberedEvent[]): AsyncGenerator<NumberedEvent[]> {
  yield events.slice(0, 2);
  yield events.slice(2);
}

it('verifies an untouched chain', async () => {
  expect(await verifyChain(inTwo(chain()))).toEqual({ verified: true, upToSeq: 5, brokenAtSeq: null });
});

it.each([
  [
    'a changed field',
    (events: NumberedEvent[]) => events.map((event, index) => (index === 2 ? { ...event, actorName: 'eve' } : event)),
  ],
  [
    'a changed value',
    (events: NumberedEvent[]) =>
      events.map((event, index) => (index === 2 ? { ...event, after: { a: 9, b: 1 } } : event)),
  ],
  ['a missing event', (events: NumberedEvent[]) => events.filter((_, index) => index !== 2)],
  ['a swap', (events: NumberedEvent[]) => [events[0]!, events[1]!, events[3]!, events[2]!, events[4]!]],
])('finds %s', async (_name, tamper) => {
  expect(await verifyChain(inTwo(tamper(chain())))).toEqual({ verified: false, upToSeq: 2, brokenAtSeq: 3 });
});
