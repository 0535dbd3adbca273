import type { Flush, LoggedRow } from '@slipway/core';
import { beforeEach, expect, test } from 'vitest';
import { CellCounter } from './count-cells.js';
import { TrafficCounter } from './count-traffic.js';
import { Flusher, type Counted } from './flush.js';
import { LogBuffer } from './log-buffer.js';
import { Mirror } from './mirror.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const refusal = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
const outage = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
const row = {
  requestId: 'p',
  receivedAt: new Date(0),
  at: new Date(0),
  key: null,
  inputs: null,
  error: null,
  outliers: [] as readonly string[],
} as LoggedRow;

let counted: Counted;
let saved: Flush[];
let failures: Error[];
let flusher: Flusher;

beforeEach(() => {
  counted = {
    traffic: new TrafficCounter(),
    evidence: { take: () => [] },
    cells: new CellCounter(),
    log: new LogBuffer(),
    mirror: new Mirror(),
  };
  saved = [];
  failures = [];
  const save = (flush: Flush) => {
    saved.push(structuredClone(flush));
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve(true);
  };
  flusher = new Flusher(counted, 'boot', save, silent);
});

const count = () =>
  counted.traffic.add({
    endpointId: 'e',
    configNumber: 1,
    versionId: 'v',
    role: 'stable',
    receivedAt: new Date(0),
    latencyMs: 1,
    runMs: 1,
    rowCount: 1,
    errorCode: null,
    isNewUnit: true,
    isNewErrorUnit: false,
  });
const told = () => saved.map(({ sequence, rows, traffic }) => [sequence, rows.length, traffic[0]?.requests ?? 0]);

test('nothing to say is not said', async () => {
  await flusher.flush();
  expect(saved).toEqual([]);
});

test('a flush that failed comes again as it was, under the same number', async () => {
  failures = [outage, outage];
  count();
  await flusher.flush();
  count();
  await flusher.flush();
  await flusher.flush();
  await flusher.flush();
  expect(told()).toEqual([
    [0, 0, 1],
    [0, 0, 1],
    [0, 0, 1],
    [1, 0, 1],
  ]);
});

test('rows that the database refuses do not hold up the counts', async () => {
  failures = [refusal];
  counted.log.add([row], 1);
  count();
  await flusher.flush();
  count();
  await flusher.flush();
  expect(told()).toEqual([
    [0, 1, 1],
    [0, 0, 1],
    [1, 0, 1],
  ]);
  expect(counted.log.dropped).toBe(1);
});

test('stop writes what is left', async () => {
  failures = [outage];
  count();
  await flusher.stop();
  expect(told()).toEqual([
    [0, 0, 1],
    [0, 0, 1],
  ]);
});
