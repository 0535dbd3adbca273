import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SecretBox } from '../src/kernel/secrets.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

beforeEach(async () => {
  test = await openTestCore();
});
afterEach(() => test.stop());

/** A process that has not read the key yet. */
const box = (): SecretBox => new SecretBox(test.core.kit);
const seal = (by: SecretBox, secret: string): Promise<string> =>
  test.core.kit.db.transaction((tx) => by.seal(tx, secret));
const keyFile = (): string => test.core.kit.settings.secretKeyFile;

it('processes that make the key at the same time agree on one', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, (_, i) => seal(box(), `secret ${i}`)));
  const reader = box();
  expect(await Promise.all(ids.map((id) => reader.open(id)))).toEqual(ids.map((_, i) => `secret ${i}`));
  expect(readdirSync(dirname(keyFile())).filter((name) => name.includes('secret.key'))).toEqual(['secret.key']);
});

it('a start without secrets makes no key', async () => {
  await box().check();
  expect(() => readFileSync(keyFile())).toThrow('ENOENT');
});

it.each([
  ['gone', () => rmSync(keyFile()), /secret\.key is gone, but secrets sealed with it exist: put it back\.$/],
  [
    'another one',
    () => writeFileSync(keyFile(), 'a'.repeat(64)),
    /secret\.key is not the one .*: put that one back\.$/,
  ],
  ['empty', () => writeFileSync(keyFile(), '\n'), /secret\.key holds no key/],
])('a key file that is %s is one clear line, at the start and for every use', async (_, change, text) => {
  const id = await seal(box(), 'https://hooks.example/x');
  change();
  await expect(box().check()).rejects.toThrow(text);
  await expect(box().open(id)).rejects.toThrow(text);
  await expect(seal(box(), 'another')).rejects.toThrow(text);
});

it('a key of the operator is taken as it is, and never replaced', async () => {
  mkdirSync(dirname(keyFile()), { recursive: true });
  writeFileSync(keyFile(), `${'k'.repeat(32)}\n`);
  expect(await box().open(await seal(box(), 'mine'))).toBe('mine');
  expect(readFileSync(keyFile(), 'utf8')).toBe(`${'k'.repeat(32)}\n`);
});
