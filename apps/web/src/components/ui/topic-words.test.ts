import { describe, expect, it } from 'vitest';
import { conditionWords, isConditionTopic } from './topic-words.js';

const condition = (limit?: number) => ({ forMinutes: 5, minRequests: 20, ...(limit !== undefined && { limit }) });

describe('conditionWords', () => {
  it.each([
    ['endpoint_errors', condition(0.05), 'more than 5 % over 5 min'],
    ['endpoint_slow', condition(200), 'p95 above 200 ms over 5 min'],
    ['endpoint_silent', condition(), 'for 5 min'],
    ['drift', null, 'each time'],
  ] as const)('%s', (topic, given, words) => expect(conditionWords(topic, given)).toBe(words));
});

it('knows which topics look at traffic', () => {
  expect(isConditionTopic('endpoint_slow')).toBe(true);
  expect(isConditionTopic('container_failed')).toBe(false);
});
