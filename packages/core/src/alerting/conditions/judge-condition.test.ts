import type { ConditionTopic } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { judgeCondition } from './judge-condition.js';

const judge = (topic: ConditionTopic, limit: number, requests: number, events: number) =>
  judgeCondition(
    topic,
    { limit, forMinutes: 5, minRequests: 20 },
    { requests, errors: topic === 'endpoint_errors' ? events : 0, slower: topic === 'endpoint_slow' ? events : 0 },
  );

describe('judgeCondition', () => {
  it.each([
    ['endpoint_errors', 0.05, 0, 0, 'unclear'],
    ['endpoint_errors', 0.05, 19, 19, 'unclear'],
    ['endpoint_errors', 0.05, 20, 0, 'cleared'],
    ['endpoint_errors', 0.05, 20, 2, 'unclear'],
    ['endpoint_errors', 0.05, 20, 5, 'met'],
    ['endpoint_errors', 0.05, 1_000, 50, 'cleared'],
    ['endpoint_errors', 0.05, 1_000, 60, 'unclear'],
    ['endpoint_errors', 0.05, 1_000, 70, 'met'],
    ['endpoint_slow', 200, 1_000, 50, 'cleared'],
    ['endpoint_slow', 200, 1_000, 70, 'met'],
    ['endpoint_silent', 1, 0, 0, 'met'],
    ['endpoint_silent', 1, 1, 0, 'cleared'],
  ] as const)('%s, limit %d, of %i requests %i: %s', (topic, limit, requests, events, state) =>
    expect(judge(topic, limit, requests, events).state).toBe(state),
  );

  it('says what it saw', () => {
    expect(judge('endpoint_errors', 0.05, 1_000, 70).sentence).toBe(
      '70 of 1,000 requests failed in 5 min: 7 %, at least 5.6 %; limit 5 %.',
    );
    expect(judge('endpoint_slow', 200, 80, 12).sentence).toBe(
      '12 of 80 answers took longer than 200 ms in 5 min: 15 %, at least 8.8 %; limit 5 %.',
    );
  });
});
