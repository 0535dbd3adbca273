import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
});
afterAll(() => test.stop());

const metadata = { metrics: {}, params: {}, tags: {}, lineage: {}, description: '' };

it('draws a real model level by level, and finds operators', async () => {
  const { digest } = await test.core.artifacts.store(createReadStream(await fetchPublicModel('silero_vad_v5.onnx')));
  const version = await test.core.registry.versions.create(test.actor, {
    params: { name: 'silero' },
    body: { ...metadata, framework: 'onnx', files: [{ path: 'model.onnx', digest }] },
  });
  expect(version.facts?.initialisers?.float32?.elements).toBeGreaterThan(500_000);
  const { graphs } = test.core.registry;
  const top = await graphs.draw(version, '');
  expect(top.boxes.filter(({ kind }) => kind === 'input').map(({ name }) => name)).toEqual(['sr', 'input', 'state']);
  const found = await graphs.search(version, 'lstm');
  expect(found.total).toBeGreaterThanOrEqual(4);
  for (const match of found.items.slice(0, 10)) {
    const level = await graphs.draw(version, match.at);
    expect(level.boxes.find(({ id }) => id === match.id)?.label).toBe(match.label);
    expect(level.trail.at(-1)?.at).toBe(match.at);
  }
  await expect(graphs.draw(version, '77')).rejects.toMatchObject({ code: 'not_found' });
});

it('describes other files by their bytes, and draws none of them', async () => {
  const pickle = Buffer.from('\x80\x04\x95\x10\x8c\x08builtins\x94\x8c\x04exec\x93', 'latin1');
  const { digest } = await test.core.artifacts.store(Readable.from([pickle]));
  const version = await test.core.registry.versions.create(test.actor, {
    params: { name: 'opaque' },
    body: { ...metadata, framework: 'opaque', files: [{ path: 'model.pkl', digest }] },
  });
  const described = await test.core.registry.describeFiles(version);
  expect(described).toMatchObject([{ path: 'model.pkl', kind: 'Python pickle (protocol 4)' }]);
  await expect(async () => test.core.registry.graphs.draw(version, '')).rejects.toMatchObject({ code: 'not_onnx' });
});
