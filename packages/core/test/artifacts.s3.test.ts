import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { S3Backend } from '../src/artifacts/backends/s3-backend.js';
import { registerVersion } from './served-models.js';
import { startS3Server, type S3Server } from './s3-server.js';
import { openTestCore, type TestCore } from './test-core.js';

let s3: S3Server;
let test: TestCore;
let backend: S3Backend;

beforeAll(async () => {
  s3 = await startS3Server();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  test = await openTestCore({ ARTIFACTS_URL: 's3://slipway/of/tests/', AWS_ENDPOINT_URL: s3.url });
  backend = new S3Backend(test.core.kit.settings.artifactsBucket!, join(test.folder, 'other machine'));
});
afterAll(async () => {
  await test.stop();
  await s3.stop();
  vi.unstubAllEnvs();
});

const store = (bytes: Buffer) => test.core.artifacts.store(Readable.from([bytes]));
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const readAll = async (digest: string, span?: { start: number; end: number }): Promise<Buffer> => {
  const { stream } = await test.core.artifacts.open(digest, span);
  return Buffer.concat(await stream.toArray());
};
async function stored(): Promise<string[]> {
  const digests = [];
  for await (const { digest } of backend.list()) digests.push(digest);
  return digests;
}
const localFiles = (): string[] => {
  const names = readdirSync(test.core.kit.settings.artifactsFolder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(test.core.kit.settings.artifactsFolder, name)).isFile());
};

describe('a bucket', () => {
  it('keeps what comes in, and nothing stays on this machine', async () => {
    const bytes = Buffer.from('in a bucket');
    const { digest } = await store(bytes);
    expect(await readAll(digest)).toEqual(bytes);
    expect(await readAll(digest, { start: 5, end: 7 })).toEqual(bytes.subarray(5, 8));
    expect(await stored()).toContain(digest);
    expect(localFiles()).toEqual([]);
  });

  it('takes a file of several parts', async () => {
    const bytes = randomBytes(20 * 1024 ** 2);
    const { digest } = await store(bytes);
    expect(digest).toBe(digestOf(bytes));
    expect((await readAll(digest)).equals(bytes)).toBe(true);
  });

  it('takes an empty file', async () => {
    const { digest, sizeBytes } = await store(Buffer.alloc(0));
    expect([sizeBytes, (await readAll(digest)).length]).toEqual([0, 0]);
  });

  it('serves a model from a copy that was checked against its digest', async () => {
    const version = await registerVersion(test, [1, 2]);
    const path = await test.core.registry.modelPath(version);
    expect(digestOf(readFileSync(path))).toBe(version.files[0]?.digest);
    writeFileSync(path, 'tampered with');
    expect(digestOf(readFileSync(await test.core.registry.modelPath(version)))).toBe(version.files[0]?.digest);
  });

  it('whose object was changed serves nothing', async () => {
    const { digest } = await store(Buffer.from('as it was'));
    const forged = join(test.folder, 'forged');
    writeFileSync(forged, 'as it never was');
    await backend.put(forged, { digest, sizeBytes: 15 });
    await expect(test.core.artifacts.verifiedPath(digest)).rejects.toMatchObject({ code: 'digest_mismatch' });
  });

  it('is collected like a folder', async () => {
    const { digest } = await store(Buffer.from('garbage in a bucket'));
    await test.core.artifacts.collect({ dryRun: false, graceSeconds: 0 });
    expect(await stored()).not.toContain(digest);
    await expect(readAll(digest)).rejects.toMatchObject({ code: 'not_found' });
    expect(await backend.has(digest)).toBe(false);
    await expect(backend.read(digest)).rejects.toMatchObject({ code: 'blob_missing' });
  });
});

describe('copies on this machine', () => {
  let path: string;
  beforeEach(async () => {
    const { digest } = await store(Buffer.from('copied'));
    path = await test.core.artifacts.verifiedPath(digest);
  });

  it('stay while somebody uses them', async () => {
    await test.core.artifacts.sweep();
    expect(existsSync(path)).toBe(true);
  });

  it('go when nobody did for a week', async () => {
    const longAgo = new Date(Date.now() - 8 * 86_400_000);
    utimesSync(path, longAgo, longAgo);
    await test.core.artifacts.sweep();
    expect(existsSync(path)).toBe(false);
  });
});
