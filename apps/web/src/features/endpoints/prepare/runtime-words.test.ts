import { expect, test } from 'vitest';
import {
  costWords,
  defaultContainer,
  engineWords,
  fittingContainer,
  memoryWords,
  runtimeWords,
} from './runtime-words.js';

test('how an endpoint runs', () => {
  expect(runtimeWords('embedded', null)).toBe('inside the gateway');
  expect(runtimeWords('docker', defaultContainer)).toBe('1 container of onnx, each with 512 MiB, 1 CPU');
  expect(runtimeWords('docker', { ...defaultContainer, replicas: 2, cpus: 4, gpus: 1 })).toBe(
    '2 containers of onnx, each with 512 MiB, 4 CPUs, 1 GPU',
  );
  const scaled = { ...defaultContainer, podAutoscaler: { maxReplicas: 4, targetCpuPercent: 70 } };
  expect(runtimeWords('swarm', { ...defaultContainer, replicas: 2 })).toBe(
    '2 tasks of onnx in a swarm, each with 512 MiB, 1 CPU',
  );
  expect(runtimeWords('kubernetes', scaled)).toBe('1 to 4 pods of onnx in Kubernetes, each with 512 MiB, 1 CPU');
});

test('a form gives each runtime what it can give', () => {
  const podAutoscaler = { maxReplicas: 4, targetCpuPercent: 70 };
  const typed = { ...defaultContainer, gpuMemoryMb: 100, podAutoscaler };
  expect(fittingContainer('swarm', typed)).toMatchObject({ gpuMemoryMb: null, podAutoscaler: null });
  expect(fittingContainer('kubernetes', typed)).toMatchObject({ gpuMemoryMb: null, podAutoscaler });
  expect(fittingContainer('docker', typed)).toMatchObject({ gpuMemoryMb: 100, podAutoscaler: null });
});

test('what the engine has, or what is wrong with it', () => {
  const engine = {
    isReachable: true,
    detail: 'Docker Engine 20.10',
    cpus: 2,
    memoryMb: 900,
    givesGpus: false,
    takenMb: 512,
  };
  expect(engineWords(engine)).toBe('Docker Engine 20.10: 2 CPUs, 512 of 900 MiB given to containers, gives no GPUs');
  expect(engineWords({ ...engine, isReachable: false, detail: 'No Docker Engine answers' })).toBe(
    'No Docker Engine answers',
  );
});

test('memory that was not measured yet is a gap', () => {
  const container = { memoryMb: null, memoryLimitMb: 512 } as Parameters<typeof memoryWords>[0];
  expect(memoryWords(container)).toBe('– of 512 MiB');
  expect(memoryWords({ ...container, memoryMb: 30 })).toBe('30 of 512 MiB');
});

test('what predictions cost', () => {
  const one = { model: 'late', version: 1, replicaHours: 1, predictions: 500, cost: 2, costPer1000: 4 };
  const capacity = { minutes: 60, pricePerReplicaHour: 2, costs: [one, { ...one, version: 2 }], engine: null };
  expect(costWords(capacity)).toBe('4 in the last hour, 4 per 1,000 predictions');
  expect(costWords({ ...capacity, costs: [{ ...one, predictions: 0, costPer1000: null }] })).toBe(
    '2 in the last hour, for no prediction',
  );
  expect(costWords({ ...capacity, pricePerReplicaHour: null })).toContain('Say what an hour of a replica costs');
});
