import { logLine, type LoggedRow } from '@slipway/core';
import { expect, test } from 'vitest';
import { loggedRow } from '../test/logged-row.js';
import { LogBuffer } from './log-buffer.js';

const row = (inputs: unknown): LoggedRow => loggedRow({ inputs });

test('rows come out once', () => {
  const buffer = new LogBuffer();
  buffer.add([row({ x: 1 })], 10);
  expect(buffer.take()).toEqual([logLine(row({ x: 1 }))]);
  expect(buffer.take()).toEqual([]);
});

test('a row that is too large is kept without its inputs', () => {
  const buffer = new LogBuffer();
  buffer.add([row({ text: 'long' })], 100_000);
  expect(buffer.take()).toEqual([logLine(row(null))]);
});

test('number and bytes are bounded; what does not fit is counted', () => {
  const buffer = new LogBuffer();
  buffer.add(
    Array.from({ length: 25_010 }, () => row({})),
    0,
  );
  expect([buffer.take().length, buffer.dropped]).toEqual([25_000, 10]);
  const large = row({ text: 'x'.repeat(60_000) });
  for (let i = 0; i < 1_000; i += 1) buffer.add([large], 60_000);
  expect(buffer.take().length).toBe(Math.ceil((32 * 1_024 * 1_024) / logLine(large).length));
});

test('what is kept is noted as the lines that come out, before add returns', () => {
  const noted: string[] = [];
  const buffer = new LogBuffer((lines) => void noted.push(lines));
  buffer.add([row({ text: 'a\tb\nc\\d' }), row(null)], 10);
  buffer.add([], 0);
  expect([noted.length, noted.join('')]).toEqual([1, buffer.take().join('')]);
  expect(noted.join('').split('\n').length).toBe(3);
});
