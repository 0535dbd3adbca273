import type { LoggedRow } from '@slipway/core';
import { expect, test } from 'vitest';
import { LogBuffer } from './log-buffer.js';

const row = (inputs: unknown): LoggedRow => ({
  requestId: 'p',
  row: 0,
  endpointId: 'e',
  configNumber: 1,
  versionId: 'v',
  role: 'stable',
  receivedAt: new Date(0),
  at: new Date(0),
  status: 200,
  latencyMs: 1,
  key: null,
  inSample: true,
  inputs,
  output: null,
  error: null,
});

test('rows come out once', () => {
  const buffer = new LogBuffer();
  buffer.add([row({ x: 1 })], 10);
  expect(buffer.take()).toEqual([row({ x: 1 })]);
  expect(buffer.take()).toEqual([]);
});

test('a row that is too large is kept without its inputs', () => {
  const buffer = new LogBuffer();
  buffer.add([row({ text: 'long' })], 100_000);
  expect(buffer.take()).toEqual([row(null)]);
});

test('number and bytes are bounded; what does not fit is counted', () => {
  const buffer = new LogBuffer();
  buffer.add(
    Array.from({ length: 25_010 }, () => row({})),
    0,
  );
  expect([buffer.take().length, buffer.dropped]).toEqual([25_000, 10]);
  for (let i = 0; i < 1_000; i += 1) buffer.add([row({})], 60_000);
  expect(buffer.take().length).toBe(Math.floor((32 * 1_024 * 1_024) / 60_500));
});
