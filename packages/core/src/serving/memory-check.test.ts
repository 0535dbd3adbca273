import { ContainerSpec, type EngineCapacity } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { memoryCheck, type MemoryPlace } from './memory-check.js';

const MIB = 1_048_576;
const embedded = (budgetMb: number | null): MemoryPlace => ({
  runtime: 'embedded',
  budgetBytes: budgetMb === null ? null : budgetMb * MIB,
});
const boxed = (memoryMb: number, replicas: number, freeMb: number | null): MemoryPlace => ({
  runtime: 'docker',
  container: ContainerSpec.parse({ memoryMb, replicas }),
  engine: freeMb === null ? null : { ...engine, memoryMb: freeMb + engine.takenMb },
});
const engine: EngineCapacity = {
  isReachable: true,
  detail: 'Docker',
  cpus: 2,
  memoryMb: 0,
  givesGpus: false,
  takenMb: 100,
};

test.each<[string, number | null, MemoryPlace, string, RegExp]>([
  ['no limit', 30, embedded(null), 'passed', /took 30 MB; gateways have no limit/],
  ['within the budget', 30, embedded(30), 'passed', /share 30 MB/],
  ['above the budget', 31, embedded(30), 'failed', /SLIPWAY_MODEL_MEMORY_MB/],
  ['never measured, with a budget', null, embedded(30), 'unknown', /No trial run/],
  ['more than a container has', 513, boxed(512, 1, 10_000), 'failed', /more than the 512 MB/],
  ['all that is free', 100, boxed(512, 2, 1_024), 'passed', /2 containers may take 1024 MB of the engine's 1024 MB/],
  ['a MB more than is free', 100, boxed(512, 2, 1_023), 'failed', /has 1023 MB that no other container/],
  ['an engine that was not asked', 100, boxed(512, 1, null), 'passed', /its container may take 512 MB\.$/],
  ['neither measured nor asked', null, boxed(512, 1, null), 'unknown', /No trial run/],
])('%s', (_, needsMb, place, state, why) => {
  const check = memoryCheck(needsMb === null ? null : needsMb * MIB, place);
  expect(check).toEqual({ name: 'memory', state, why: expect.stringMatching(why) as string });
});
