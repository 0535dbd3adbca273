import type { Model, ModelVersion } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { modelVerdict, versionVerdict } from './versions.js';

const model = (change: Partial<Model>) => ({ name: 'm', aliases: [], latestVersion: 3, ...change }) as Model;
const version = (change: Partial<ModelVersion>) =>
  ({ framework: 'onnx', facts: { warmUpError: null }, ...change }) as unknown as ModelVersion;

describe('modelVerdict', () => {
  it.each([
    [model({ latestVersion: null }), [], 'No version yet. Upload a model file to make the first.'],
    [model({}), [], 'No champion; v3 is the newest version; serves nowhere.'],
    [
      model({ aliases: [{ alias: 'champion', version: 2 }] }),
      ['a', 'b'],
      'v2 is champion; v3 is the newest version; serves at a, b.',
    ],
    [
      model({ aliases: [{ alias: 'champion', version: 3 }] }),
      ['a'],
      'v3 is champion; it is the newest version; serves at a.',
    ],
  ])('%#', (given, served, sentence) => expect(modelVerdict(given, served as string[]).sentence).toBe(sentence));
});

describe('versionVerdict', () => {
  const gates = (passed: number, total: number) => ({ passed, total, dataset: 'may' });
  it.each([
    [version({}), null, 'unknown'],
    [version({}), gates(2, 2), 'good'],
    [version({}), gates(1, 2), 'bad'],
    [version({}), gates(0, 0), 'info'],
    [version({ framework: 'opaque' }), null, 'unknown'],
    [version({ facts: { warmUpError: 'no kernel' } as ModelVersion['facts'] }), gates(2, 2), 'bad'],
  ])('%#', (given, count, tone) => expect(versionVerdict(given, count, []).tone).toBe(tone));
});
