import { ContainerSpec } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { settingChange } from './former-setting.js';

const setting = (container: object | null, batchRows: number | null = null) => ({
  batchRows,
  batchDelayMs: 0,
  container: container && ContainerSpec.parse(container),
});

test('back to a former setting, what else of the containers changed since stays', () => {
  const current = { replicas: 4, cpus: 2, memoryMb: 900, image: 'ours' };
  expect(settingChange(setting({ memoryMb: 200 }), setting(current))).toEqual({
    container: ContainerSpec.parse({ ...current, replicas: 1, cpus: 1 }),
  });
});

test('within the gateway the joining of rows goes back', () =>
  expect(settingChange(setting(null), setting(null, 16))).toEqual({ batchRows: null, batchDelayMs: 0 }));
