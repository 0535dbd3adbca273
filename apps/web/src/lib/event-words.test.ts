import type { LoggedEvent } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { eventWords } from './event-words.js';

const event: LoggedEvent = {
  id: '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', seq: 1, at: '2026-05-12T12:00:00Z', kind: 'rollouts.rolled_back', actor: { kind: 'system', id: null, name: 'worker' },
  subjectKind: 'rollout', subjectName: '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', endpoint: 'flight-delay', why: 'errors 4.1x', before: null, after: null, requestId: null, hash: 'h',
};

describe('eventWords', () => {
  it('never shows a raw id', () => {
    expect(eventWords(event)).toEqual({ actor: 'Slipway', did: 'rolled back', subject: 'rollout of flight-delay', path: '/rollouts/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', why: 'errors 4.1x' });
  });
  it('names people and things', () => {
    const words = eventWords({ ...event, kind: 'registry.model_created', actor: { kind: 'user', id: '1', name: 'ada' }, subjectKind: 'model', subjectName: 'churn' });
    expect(words).toMatchObject({ actor: 'ada', did: 'model created', subject: 'churn', path: '/models/churn' });
  });
});
