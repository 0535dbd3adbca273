import { expect, test } from 'vitest';
import { emptyTarget, targetOf, withProtocol } from './target-form.js';

const url = 'https://models.example.com/score';

test('a mapping is read, and left out where it is empty', () => {
  expect(targetOf({ ...emptyTarget, url })).toEqual({ target: { protocol: 'json', url, auth: { kind: 'none' } } });
  expect(targetOf({ ...emptyTarget, url, request: '{"in":"{{rows}}"}', response: '{"p":"/out/*"}' })).toMatchObject({
    target: { request: { in: '{{rows}}' }, response: { p: '/out/*' } },
  });
});

test.each([
  [{ request: '{' }, /request is no JSON/],
  [{ response: '[1]' }, /response is no JSON object/],
  [{ response: 'nope' }, /response is no JSON object/],
])('%j is told', (typed, text) => {
  expect(targetOf({ ...emptyTarget, url, ...typed })).toEqual({ problem: expect.stringMatching(text) });
});

test('a protocol brings a sign-in that it knows, and keeps one that fits', () => {
  const signed = withProtocol({ ...emptyTarget, secret: 'aws', region: 'eu-west-1' }, 'sagemaker');
  expect(targetOf({ ...signed, url })).toMatchObject({
    target: { protocol: 'sagemaker', auth: { kind: 'aws', region: 'eu-west-1', secret: 'aws' } },
  });
  expect(withProtocol({ ...emptyTarget, auth: 'bearer' }, 'torchserve').auth).toBe('bearer');
});
