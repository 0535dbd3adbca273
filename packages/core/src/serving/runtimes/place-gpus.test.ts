import { describe, expect, test } from 'vitest';
import { gpuMemory, parseGpus, placeGpus, type GpuDevice, type GpuShare } from './place-gpus.js';

const a: GpuDevice = { uuid: 'GPU-a', name: 'H200', memoryMb: 140_000 };
const b: GpuDevice = { uuid: 'GPU-b', name: 'H200', memoryMb: 140_000 };

const held = (uuid: string, memoryMb: number | null): GpuShare => ({ uuid, memoryMb, holder: 'endpoint late' });

test('gpuMemory adds up shares, and who holds a whole device holds all of it', () => {
  const taken = [held('GPU-a', 10_000), held('GPU-a', 5_000), held('GPU-b', null)];
  expect(gpuMemory([a, b, { ...a, uuid: 'GPU-c' }], taken).map(({ uuid, heldBytes }) => [uuid, heldBytes])).toEqual([
    ['GPU-a', 15_000 * 1_048_576],
    ['GPU-b', 140_000 * 1_048_576],
    ['GPU-c', 0],
  ]);
});

describe('placeGpus', () => {
  test('gives whole devices that nobody uses', () => {
    expect(placeGpus([a, b], [held('GPU-a', 10)], { gpus: 1, memoryMb: null })).toEqual({ uuids: ['GPU-b'] });
    expect(placeGpus([a, b], [], { gpus: 2, memoryMb: null })).toEqual({ uuids: ['GPU-a', 'GPU-b'] });
    expect(placeGpus([a, b], [], { gpus: 'all', memoryMb: null })).toEqual({ uuids: ['GPU-a', 'GPU-b'] });
  });
  test('puts shares on the fullest device that has room', () => {
    const taken = [held('GPU-b', 100_000)];
    expect(placeGpus([a, b], taken, { gpus: 1, memoryMb: 40_000 })).toEqual({ uuids: ['GPU-b'] });
    expect(placeGpus([a, b], taken, { gpus: 1, memoryMb: 40_001 })).toEqual({ uuids: ['GPU-a'] });
  });
  test('gives the named ones only', () => {
    expect(placeGpus([a, b], [], { gpus: ['GPU-b'], memoryMb: null })).toEqual({ uuids: ['GPU-b'] });
    expect(placeGpus([a, b], [held('GPU-b', 1)], { gpus: ['GPU-b'], memoryMb: null })).toEqual({
      refusal: '1 GPU (GPU-b) of its own cannot be had (H200: 139999 of 140000 MiB free, taken by endpoint late)',
      mayComeFree: true,
    });
    expect(placeGpus([a, b], [], { gpus: ['GPU-c'], memoryMb: null })).toEqual({
      refusal: '1 GPU (GPU-c) of its own cannot be had (the engine has none of them)',
      mayComeFree: false,
    });
  });
  test('never gives the same device twice, nor one that is taken whole, and tells what may come free from what never will', () => {
    const whole = [held('GPU-a', null)];
    expect(placeGpus([a], whole, { gpus: 1, memoryMb: 1 })).toEqual({
      refusal: '1 GPU with 1 MiB cannot be had (H200: 0 of 140000 MiB free, taken by endpoint late)',
      mayComeFree: true,
    });
    expect(placeGpus([a, b], whole, { gpus: 2, memoryMb: 1 })).toMatchObject({ mayComeFree: true });
    expect(placeGpus([a, b], whole, { gpus: 'all', memoryMb: null })).toMatchObject({ mayComeFree: true });
    expect(placeGpus([a], whole, { gpus: 2, memoryMb: 1 })).toMatchObject({ mayComeFree: false });
    for (const gpus of [1, 'all'] as const)
      expect(placeGpus([], [], { gpus, memoryMb: null })).toEqual({
        refusal: '1 GPU of its own cannot be had (the engine has none)',
        mayComeFree: false,
      });
  });
});

describe('parseGpus', () => {
  test('reads GPUs', () => {
    const list = 'GPU 0: NVIDIA H200 (UUID: GPU-11aa-22bb)\nGPU 1: NVIDIA H200 (UUID: GPU-33cc)\n';
    expect(parseGpus(list, 'GPU-11aa-22bb, 143771\nGPU-33cc, 143771\n')).toEqual([
      { uuid: 'GPU-11aa-22bb', name: 'NVIDIA H200', memoryMb: 143_771 },
      { uuid: 'GPU-33cc', name: 'NVIDIA H200', memoryMb: 143_771 },
    ]);
  });
  test('counts a GPU that is cut as its parts', () => {
    const list = [
      'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5b)',
      '  MIG 1g.5gb      Device  0: (UUID: MIG-aaaa)',
      '  MIG 3g.20gb     Device  1: (UUID: MIG-bbbb)',
    ].join('\n');
    expect(parseGpus(list, 'GPU-5d5b, 40960')).toEqual([
      { uuid: 'MIG-aaaa', name: 'NVIDIA A100-SXM4-40GB 1g.5gb', memoryMb: 5_120 },
      { uuid: 'MIG-bbbb', name: 'NVIDIA A100-SXM4-40GB 3g.20gb', memoryMb: 20_480 },
    ]);
  });
  test('finds nothing in what is no list', () => {
    expect(parseGpus('No devices were found\n', '')).toEqual([]);
  });
});
