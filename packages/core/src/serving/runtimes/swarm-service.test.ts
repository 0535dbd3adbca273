import { ContainerSpec } from '@slipway/contracts';
import { expect, it } from 'vitest';
import type { SeenTask } from '../../kernel/docker/swarm.js';
import { readSwarmService, swarmService } from './swarm-service.js';

const task = (id: string, more: Partial<SeenTask> = {}): SeenTask => ({
  id,
  serviceId: 's',
  state: 'running',
  desiredState: 'running',
  error: '',
  address: `10.0.0.1:${id}`,
  at: '2026-01-01T00:00:00Z',
  ...more,
});
const failed = (id: string): SeenTask =>
  task(id, { state: 'failed', desiredState: 'shutdown', error: 'no such image' });

it.each([
  ['all tasks answer', 2, [task('2'), task('1')], 'ready', null, ['2', '1']],
  ['one is still starting', 2, [task('2', { state: 'starting' }), task('1')], 'ready', '1 of 2 tasks answer', ['1']],
  ['an old one is told to end', 1, [task('2'), task('1', { desiredState: 'shutdown' })], 'ready', null, ['2']],
  ['a failure before the newest that answers is over', 1, [task('2'), failed('1')], 'ready', null, ['2']],
  ['a newer one fails', 1, [failed('2'), task('1')], 'ready', /load or pull it/, ['1']],
  ['nothing yet', 1, [], 'starting', 'its tasks are starting', []],
  ['two failures', 1, [failed('2'), failed('1')], 'starting', /load or pull it/, []],
  [
    'three failures',
    1,
    [task('4', { state: 'preparing' }), failed('3'), failed('2'), failed('1')],
    'failed',
    /load/,
    [],
  ],
  ['asleep', 0, [], 'ready', 'no replica is wanted now', []],
  ['without an address yet', 1, [task('1', { address: null })], 'starting', 'its tasks are starting', []],
] as const)('%s', (_, replicas, tasks, state, detail, members) => {
  const seen = readSwarmService({ replicas, update: null }, tasks);
  expect(seen).toMatchObject({ state, wantedReplicas: replicas, readyReplicas: members.length });
  expect(seen.members.map(({ id }) => id)).toEqual(members);
  if (detail instanceof RegExp) expect(seen.detail).toMatch(detail);
  else expect(seen.detail).toBe(detail);
});

it('an update that stopped says why', () => {
  const update = { state: 'paused', message: 'update paused due to failure or early termination of task 7' };
  expect(readSwarmService({ replicas: 1, update }, [task('1')]).detail).toContain('update paused');
});

it('only the number of replicas may change without another task', () => {
  const service = (container: object) =>
    swarmService({
      wanted: {
        workspaceId: 'default',
        endpointId: 'e',
        endpoint: 'delays',
        versionId: 'v',
        model: 'delays',
        version: 1,
        modelDigest: 'sha256:1',
        container: ContainerSpec.parse(container),
      },
      recipe: {
        name: 'onnx',
        image: 'i:1',
        protocol: 'open-inference',
        port: 8_080,
        modelPath: '/models/model.onnx',
        command: null,
        env: {},
      },
      owner: 'o',
      swarm: { slipwayUrl: 'http://slipway:3000', tokenSecret: 't' },
      networkId: 'n',
      secretId: 's',
      readyPath: '/v2/health/ready',
    });
  expect(service({ replicas: 5 }).TaskTemplate).toEqual(service({ replicas: 1 }).TaskTemplate);
  expect(service({ cpus: 2 }).TaskTemplate).not.toEqual(service({ cpus: 1 }).TaskTemplate);
  const { Resources } = service({ gpus: 2 }).TaskTemplate!;
  expect(Resources!.Reservations!.GenericResources).toEqual([
    { DiscreteResourceSpec: { Kind: 'NVIDIA-GPU', Value: 2 } },
  ]);
});
