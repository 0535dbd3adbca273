import { NewServingEndpoint } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { emptyDraft, endpointBody, endpointDocument } from './endpoint-draft.js';

test('an untouched draft asks for what the API takes for granted', () => {
  const asked = NewServingEndpoint.parse(endpointBody({ ...emptyDraft, name: 'flights' }, 'late', 3));
  const plain = NewServingEndpoint.parse({ name: 'flights', model: 'late', version: 3 });
  expect({ ...asked, limits: undefined }).toEqual({ ...plain, limits: undefined });
  expect(Object.values(asked.limits ?? {}).filter((limit) => limit !== null && limit !== 0)).toEqual([]);
});

test('containers, limits and the log go along; an empty number of rows is no limit', () => {
  const body = endpointBody(
    {
      ...emptyDraft,
      name: 'flights',
      runs: { ...emptyDraft.runs, runtime: 'docker' },
      traffic: { ...emptyDraft.traffic, cacheSeconds: 60, batchRows: 32, batchDelayMs: 5 },
      log: { percent: '50', rowsPerSecond: '' },
      redactions: [{ feature: 'name', by: 'digest' }],
    },
    'late',
    3,
  );
  expect(NewServingEndpoint.parse(body)).toMatchObject({
    runtime: 'docker',
    container: { image: 'onnx', replicas: 1 },
    cacheSeconds: 60,
    batchRows: 32,
    batchDelayMs: 5,
    sampleRate: 0.5,
    logRowsPerSecond: null,
    redactions: [{ feature: 'name', by: 'digest' }],
  });
});

test('a document leaves out what is taken for granted, and keeps what means no limit', () => {
  const draft = { ...emptyDraft, name: 'flights' };
  const short = { resource: 'endpoint', name: 'flights', model: 'late', version: 3 };
  expect(endpointDocument(endpointBody(draft, 'late', 3))).toEqual(short);
  const unlimited = endpointBody({ ...draft, log: { percent: 100, rowsPerSecond: '' } }, 'late', 3);
  expect(endpointDocument(unlimited)).toEqual({ ...short, logRowsPerSecond: null });
});
