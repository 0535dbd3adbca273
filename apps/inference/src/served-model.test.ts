import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadServedModel } from './served-model.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-replica-'));
const path = join(folder, 'model.onnx');
beforeAll(() => writeFileSync(path, linearModel({ weights: [1, -1], squash: 'Sigmoid' })));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['each alone', null, 200],
  ['in runs of so many rows, where the replica is told so', 64, 4],
])('requests that come together run %s, and each gets its own answer', async (_, batchRows, runs) => {
  let ran = 0;
  const model = await loadServedModel(path, { intraOpThreads: 1, batchRows, batchDelayMs: 0, onRan: () => (ran += 1) });
  const asked = Array.from({ length: 200 }, (_row, at) => at / 100);
  const answers = await Promise.all(
    asked.map((z) => model.runner.run({ features: { datatype: 'FP32', shape: [1, 2], data: Float32Array.of(z, 0) } })),
  );
  for (const [at, { probability }] of answers.entries())
    expect(probability?.data[0]).toBeCloseTo(1 / (1 + Math.exp(-asked[at]!)), 5);
  expect(ran).toBe(runs);
  await model.runner.close();
});
