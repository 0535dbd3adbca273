import { expect, it } from 'vitest';
import { callbackSignature } from './callback-signature.js';
import { pipelineRequest, type PipelineOrder } from './pipeline-request.js';

const order: PipelineOrder = {
  trainingRunId: 'run',
  runId: 'abc',
  delivery: 'd1',
  model: 'delays',
  why: 'drift',
  params: { trees: '50' },
  dataset: { name: 'delays training', version: 3, digest: 'sha256:00', rows: 40 },
  parentVersion: 1,
  callbackUrl: 'https://slipway.example/api/v1/training-runs/run/callback',
  deadline: '2026-01-01T00:00:00.000Z',
};

it.each([
  ['plain', order],
  ['airflow', { dag_run_id: 'slipway-d1', conf: { slipway: order } }],
  ['github', { event_type: 'slipway-train', client_payload: { slipway: order } }],
  [
    'kubeflow',
    {
      display_name: 'slipway-d1',
      pipeline_version_reference: { pipeline_id: 'p1' },
      runtime_config: { parameters: { slipway: order } },
    },
  ],
] as const)('%s gets the body that it wants', (format, body) => {
  expect(pipelineRequest({ format, pipelineId: 'p1' }, order)).toEqual(body);
});

it('a callback is signed as published: HMAC-SHA256 of five lines', () => {
  const said = { delivery: 'd1', status: 'succeeded', modelDigest: undefined, at: '2026-01-01T00:00:00Z' } as const;
  // printf 'run\nd1\nsucceeded\n\n2026-01-01T00:00:00Z' | openssl dgst -sha256 -hmac secret
  expect(callbackSignature('secret', 'run', said)).toBe(
    'sha256=1155fff2c708d3fce94c677d3d102f584d99e4e1b9d527797f70a9982bc16b6d',
  );
});
