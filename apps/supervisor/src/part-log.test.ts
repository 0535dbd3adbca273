import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPartLog } from './part-log.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipway-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function followed(lines: string[], kind: 'stdout' | 'stderr', maxBytes?: number) {
  const shown: string[] = [];
  const path = join(folder, 'api.log');
  const log = openPartLog({ path, show: (line) => shown.push(line), maxBytes });
  log.follow(Readable.from(lines.map((line) => `${line}\n`)), kind);
  await expect.poll(() => readFileSync(path, 'utf8')).toContain(lines.at(-1));
  log.close();
  return { path, shown, lastShown: log.lastShown() };
}

it('keeps every line and shows warnings and errors, in words or in numbers', async () => {
  const lines = [
    '{"level":"info","msg":"started"}',
    '{"level":"warn","msg":"slow"}',
    '{"level":30,"msg":"request"}',
    '{"level":50,"msg":"failed"}',
    'plain text',
    '{not json',
  ];
  const { path, shown, lastShown } = await followed(lines, 'stdout');
  expect(shown).toEqual(['slow', 'failed']);
  expect(lastShown).toBe('failed');
  expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('shows the cause beside what happened', async () => {
  const line = '{"level":"error","msg":"the worker ends","error":"listen EADDRINUSE: 127.0.0.1:3001"}';
  expect((await followed([line], 'stdout')).lastShown).toBe('the worker ends: listen EADDRINUSE: 127.0.0.1:3001');
});

it('shows all of stderr', async () => {
  expect((await followed(['oh', '', 'no'], 'stderr')).shown).toEqual(['oh', 'no']);
});

it('starts a new file when the old one is full, and keeps one old file', async () => {
  const { path } = await followed(['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60)], 'stdout', 100);
  expect(readFileSync(path, 'utf8')).toBe(`${'c'.repeat(60)}\n`);
  expect(readFileSync(`${path}.1`, 'utf8')).toBe(`${'b'.repeat(60)}\n`);
});
