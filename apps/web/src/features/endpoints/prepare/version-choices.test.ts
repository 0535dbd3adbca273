import { expect, it } from 'vitest';
import { versionChoices } from './version-choices.js';

it('versionChoices leaves out what serves and what cannot run', () => {
  const versions = [
    { version: 3, aliases: [], framework: 'onnx' as const },
    { version: 2, aliases: ['champion'], framework: 'onnx' as const },
    { version: 1, aliases: ['old'], framework: 'onnx' as const },
    { version: 4, aliases: [], framework: 'opaque' as const },
  ];
  expect(versionChoices(versions, 2)).toEqual([
    { value: '3', label: 'v3' },
    { value: '1', label: 'v1 (old)' },
  ]);
});
