import { expect, test } from 'vitest';
import { engineFailure } from './engine-failure.js';

test.each([
  [
    '(HTTP code 500) server error - could not select device driver "" with capabilities: [[gpu compute utility]]',
    /NVIDIA Container Toolkit on its machine/,
  ],
  ['unknown or invalid runtime name: nvidia', /"nvidia" is not registered/],
  ['nvidia-container-cli: initialization error: nvml error: driver not loaded', /not the driver of the GPU/],
  ['nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown', /driver/],
  ['CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=0', /CDI name/],
  ['(HTTP code 404) no such container - No such image: nothing:1', /load or pull it/],
  [
    '(HTTP code 503) unavailable - This node is not a swarm manager. Use "docker swarm init"',
    /docker swarm init` on it/,
  ],
  ['no suitable node (insufficient resources on 1 node)', /add a machine/],
  ['connect ENOENT /var/run/docker.sock', /No Docker Engine answers/],
  ['something new', /^Docker refused: something new$/],
])('%s is told with its remedy', (said, remedy) => {
  expect(engineFailure(new Error(said))).toMatchObject({ code: 'unavailable', message: expect.stringMatching(remedy) });
});
