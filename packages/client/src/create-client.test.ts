import { endpointTable } from '@slipway/contracts';
import { describe, expect, it, vi } from 'vitest';
import { createClient } from './create-client.js';
import { SlipwayProblem } from './slipway-problem.js';

interface Asked {
  url: string;
  init: RequestInit;
}

/** A client whose requests are answered by the list, in order. */
function clientOf(answers: Response[]) {
  const asked: Asked[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answers.shift() ?? Response.error();
  }) as typeof globalThis.fetch;
  return { asked, client: createClient({ baseUrl: 'http://slipway/', token: 'slw_x', fetch }) };
}

const job = (state: string, error: object | null = null) => ({
  id: '018f0000-0000-7000-8000-000000000000',
  name: 'evaluation.run',
  subject: null,
  state,
  progress: 0,
  message: null,
  result: null,
  error,
  attempts: 1,
  maxAttempts: 3,
  createdAt: '2001-01-01T00:00:00Z',
  startedAt: null,
  finishedAt: null,
  createdBy: 'ada',
});

describe('call', () => {
  it('fills path and query, encodes names and sends the token', async () => {
    const { asked, client } = clientOf([Response.json({ items: [], nextCursor: null })]);
    await client.call(endpointTable.listVersions, { params: { name: 'a b/c' }, query: { limit: 5, q: undefined } });
    expect(asked[0]?.url).toBe('http://slipway/api/v1/models/a%20b%2Fc/versions?limit=5');
    expect(asked[0]?.init.headers).toMatchObject({ authorization: 'Bearer slw_x' });
  });

  it('throws what Slipway refuses, with the wrong fields', async () => {
    const problem = {
      type: 't',
      title: 't',
      status: 409,
      detail: 'The name is taken.',
      code: 'already_exists',
      requestId: 'r1',
      errors: [{ path: 'name', message: 'taken' }],
    };
    const { client } = clientOf([Response.json(problem, { status: 409 })]);
    const thrown = await client
      .call(endpointTable.createModel, { body: { name: 'm' } })
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SlipwayProblem);
    expect(thrown).toMatchObject({ code: 'already_exists', status: 409, requestId: 'r1', errors: [{ path: 'name' }] });
  });

  it('says so when something else answered', async () => {
    const { client } = clientOf([new Response('<h1>Bad gateway</h1>', { status: 502 })]);
    await expect(client.call(endpointTable.getHome, {})).rejects.toMatchObject({ code: 'not_slipway', status: 502 });
  });
});

describe('a file', () => {
  it('gets more time than a question', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout');
    const { client } = clientOf([Response.json({}), Response.json({}), Response.json({})]);
    await client.call(endpointTable.getHome, {});
    await client.putBlob(`sha256:${'0'.repeat(64)}`, new Uint8Array(3));
    await client.uploadVersion('m', [{ name: 'a.onnx', content: new Uint8Array(3) }]);
    expect(limits.mock.calls).toEqual([[60_000], [3_600_000], [3_600_000]]);
    limits.mockRestore();
  });
});

describe('waitForJob', () => {
  it('looks until the job is done', async () => {
    const { asked, client } = clientOf([
      Response.json(job('waiting')),
      Response.json(job('running')),
      Response.json(job('done')),
    ]);
    expect((await client.waitForJob('018f0000-0000-7000-8000-000000000000')).state).toBe('done');
    expect(asked).toHaveLength(3);
  });

  it('throws the failure of the job', async () => {
    const { client } = clientOf([Response.json(job('failed', { code: 'schema_mismatch', detail: 'no column late' }))]);
    await expect(client.waitForJob('018f0000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      code: 'schema_mismatch',
      message: 'no column late',
    });
  });
});

it('uploads files with their names and metadata beside them', async () => {
  const { asked, client } = clientOf([Response.json({})]);
  await client.uploadVersion('m', [{ name: 'model.onnx', content: new Uint8Array([1, 2]) }], { metrics: { auc: 0.7 } });
  const form = asked[0]?.init.body as FormData;
  expect((form.get('file') as File).name).toBe('model.onnx');
  expect(JSON.parse(String(form.get('metadata')))).toEqual({ metrics: { auc: 0.7 } });
});
