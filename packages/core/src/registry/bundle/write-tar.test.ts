import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { writeTar, type TarEntry } from './write-tar.js';

const entry = (path: string, text: string): TarEntry => {
  const bytes = Buffer.from(text);
  return { path, sizeBytes: bytes.length, content: [bytes.subarray(0, 2), bytes.subarray(2)] };
};
const long = `${'deep/'.repeat(25)}name.txt`;

test('the tar of the machine unpacks what was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-tar-'));
  const texts: Record<string, string> = { 'a.txt': 'é', 'b/c.txt': 'x'.repeat(512), 'b/empty': '', [long]: 'far down' };
  const archive = await buffer(writeTar(Object.entries(texts).map(([path, text]) => entry(path, text))));
  await writeFile(join(folder, 'a.tar'), archive);
  expect(spawnSync('tar', ['-xf', 'a.tar'], { cwd: folder, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
  for (const [path, text] of Object.entries(texts)) expect(await readFile(join(folder, path), 'utf8')).toBe(text);
  await rm(folder, { recursive: true });
});

test('a size beyond eight gigabytes is written in base 256', async () => {
  const header = (await writeTar([{ path: 'big', sizeBytes: 2 ** 34, content: [] }]).next()).value!;
  expect(Buffer.from(header).subarray(124, 136).toString('hex')).toBe('800000000000000400000000');
});

test.each([
  ['a path without a place to cut it', entry('x'.repeat(101), 'a'), 'too long'],
  ['content of another length', { path: 'a', sizeBytes: 3, content: [Buffer.from('ab')] }, '2 bytes, not 3'],
])('%s throws', async (_, bad, says) => {
  await expect(buffer(writeTar([bad]))).rejects.toThrow(says);
});
