import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine, type Flush, type LoggedRow } from '@slipway/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loggedRow } from '../test/logged-row.js';
import { adoptJournals } from './adopt-journals.js';
import { CellCounter } from './count-cells.js';
import { TrafficCounter } from './count-traffic.js';
import { Flusher } from './flush.js';
import { LogBuffer } from './log-buffer.js';
import { Mirror } from './mirror.js';
import { LogJournal } from './log-journal.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const HOST = 'here';
/** Linux numbers no process so high: this gateway is gone. */
const DEAD = { boot: '018f0000-0000-7000-8000-00000000dead', pid: 99_999_999, host: HOST };
const LIVING = { boot: '018f0000-0000-7000-8000-000000000001', pid: process.ppid, host: HOST };
const ME = { boot: '018f0000-0000-7000-8000-000000000002', pid: process.pid, host: HOST };
const row = (requestId: string): LoggedRow => loggedRow({ requestId, output: { score: 0.5 } });
const line = (requestId: string): string => logLine(row(requestId));

let folder: string;
let saved: Flush[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-journal-'));
  saved = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const save = async (flush: Flush) => void saved.push(flush);
const adopt = (now = new Date(), how = save) => adoptJournals(folder, ME, how, now, silent);
/** What answers wait for: the end of the microtask that writes. */
const handedOn = () => Promise.resolve();
const gateway = (owner: typeof ME, how: (flush: Flush) => Promise<unknown>) => {
  const journal = new LogJournal(folder, owner, silent);
  const log = new LogBuffer((lines, how) => journal.append(lines, how));
  const counted = {
    traffic: new TrafficCounter(),
    evidence: { take: () => [] },
    cells: new CellCounter(),
    mirror: new Mirror(),
    log,
  };
  return { log, flusher: new Flusher(counted, owner.boot, how, silent, journal) };
};

test('what a dead gateway answered is saved under the numbers that its flushes had', async () => {
  const { log, flusher } = gateway(DEAD, () => Promise.reject(new Error('no database')));
  log.add([row('a')], 10);
  log.add([row('b')], 10);
  await flusher.flush();
  log.add([row('c')], 10);
  await handedOn();
  await adopt();
  expect(saved.map(({ gatewayBoot, sequence, rows }) => [gatewayBoot, sequence, rows])).toEqual([
    [DEAD.boot, 0, [line('a'), line('b')]],
    [DEAD.boot, 1, [line('c')]],
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('answers that are ready together are written down together, before any of them is handed on', async () => {
  const { log, flusher } = gateway(DEAD, () => Promise.reject(new Error('no database')));
  const written = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const answer = async (id: string) => log.add([row(id)], 10);
  const answered = Promise.all(['a', 'b'].map((id) => answer(id).then(() => written())));
  expect(written()).toEqual([]);
  expect(await answered).toEqual([[line('a') + line('b')], [line('a') + line('b')]]);
  log.add([row('c')], 10);
  await flusher.flush();
  expect(written()).toEqual([line('a') + line('b') + line('c')]);
});

test('rows drawn by lot are written down together, 20 ms later at most; an error among them at once', async () => {
  const { log, flusher } = gateway(DEAD, () => Promise.reject(new Error('no database')));
  const drawn = (requestId: string, error: string | null = null): LoggedRow => ({
    ...row(requestId),
    keepRate: 0.5,
    error,
  });
  const written = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const drawnLine = (requestId: string): string => logLine(drawn(requestId));
  log.add([drawn('a')], 10);
  await handedOn();
  expect(written()).toEqual([]);
  await expect.poll(written).toEqual([drawnLine('a')]);
  log.add([drawn('b')], 10);
  log.add([drawn('c', 'model_run_failed')], 10);
  await handedOn();
  const failed = logLine(drawn('c', 'model_run_failed'));
  expect(written()).toEqual([drawnLine('a') + drawnLine('b') + failed]);
  log.add([drawn('d')], 10);
  await flusher.flush();
  expect(written()).toEqual([drawnLine('a') + drawnLine('b') + failed + drawnLine('d')]);
});

test('a flush that reached the database leaves nothing behind', async () => {
  const { log, flusher } = gateway(DEAD, save);
  log.add([row('a')], 10);
  await flusher.flush();
  log.add([row('b')], 10);
  await flusher.flush();
  expect([saved.length, readdirSync(folder)]).toEqual([2, []]);
});

test('a gateway that lives is left alone, until its file was idle for a minute', async () => {
  gateway(LIVING, save).log.add([row('a')], 10);
  gateway({ ...DEAD, host: 'elsewhere' }, save).log.add([row('b')], 10);
  await handedOn();
  await adopt();
  expect(saved).toEqual([]);
  await adopt(new Date(Date.now() + 61_000));
  expect(saved.length).toBe(2);
});

test('a line that was cut short is no answer; a database that is away is asked again', async () => {
  gateway(DEAD, save).log.add([row('a')], 10);
  await handedOn();
  appendFileSync(join(folder, readdirSync(folder)[0]!), 'b\t0\te\t1');
  await adopt(new Date(), () => Promise.reject(new Error('no database')));
  await adopt();
  expect(saved.map(({ rows }) => rows)).toEqual([[line('a')]]);
});

test('without a folder that can be written, rows are kept in memory', async () => {
  const warnings: string[] = [];
  const notAFolder = join(folder, 'file');
  appendFileSync(notAFolder, '');
  const journal = new LogJournal(notAFolder, ME, { ...silent, warn: (message) => void warnings.push(message) });
  const log = new LogBuffer((lines, how) => journal.append(lines, how));
  log.add([row('a')], 10);
  await handedOn();
  log.add([row('b')], 10);
  await handedOn();
  expect([log.take().length, warnings.length]).toEqual([2, 1]);
});
