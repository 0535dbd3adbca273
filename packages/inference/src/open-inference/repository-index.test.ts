import { expect, it } from 'vitest';
import { asksForReadyOnly } from './repository-index.js';

it.each([
  ['', false],
  ['{}', false],
  ['{"ready": null}', false],
  ['{"ready": false}', false],
  ['{"ready": true}', true],
])('%j asks for ready versions only: %s', (body, only) => {
  expect(asksForReadyOnly(Buffer.from(body))).toBe(only);
});

it.each(['{"ready": "yes"}', '{"ready": 1}', '[]', 'null', '{'])('%s is refused', (body) => {
  expect(() => asksForReadyOnly(Buffer.from(body))).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
