import { linearModel } from '@slipway/testkit';

/** BadRequest is one request that must be refused: with this status and code, naming this field; null where no single one is to blame. */
export interface BadRequest {
  what: string;
  refusal: { status: number; code: string; field: string | null };
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

const NUL = '\0';
const RIGHT_TO_LEFT = '\u202e';
const LONG = 'x'.repeat(10_000);
const NOBODY = '018f0000-0000-7000-8000-000000000000';
const NOT_A_DIGEST = `sha256:${'0'.repeat(64)}`;

/** goodModel is an ONNX file that loads and runs. */
export const goodModel = linearModel({ weights: [0.5, -0.5], squash: 'Sigmoid' });
/** goodSchema names its two features. */
export const goodSchema = {
  features: ['bill', 'flipper'].map((name) => ({ name, type: 'numeric' })),
  outputs: [{ name: 'probability', role: 'score' }],
};
/** csv is a table as text. */
export const csv = (header: string, ...rows: string[]) => new TextEncoder().encode([header, ...rows].join('\n'));

/** A form as curl sends it; the parts have the names of the contract. */
function form(file: Uint8Array<ArrayBuffer> | null, metadata?: string, name = 'model.onnx'): FormData {
  const parts = new FormData();
  if (metadata !== undefined) parts.append('metadata', metadata);
  if (file !== null) parts.append('file', new Blob([file]), name);
  return parts;
}

function bad(
  what: string,
  status: number,
  code: string,
  field: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): BadRequest {
  return { what, refusal: { status, code, field }, method, path, body, headers };
}

/** badModels are wrong models, versions and files. */
export const badModels: readonly BadRequest[] = [
  bad(
    'a file that is no ONNX',
    422,
    'not_onnx',
    'files',
    'POST',
    '/models/new/versions/upload',
    form(csv('a,b', '1,2')),
  ),
  bad(
    'a truncated ONNX',
    422,
    'not_onnx',
    'files',
    'POST',
    '/models/new/versions/upload',
    form(goodModel.slice(0, goodModel.length / 2)),
  ),
  bad('an empty file', 422, 'not_onnx', 'files', 'POST', '/models/new/versions/upload', form(new Uint8Array())),
  bad('no file', 400, 'invalid_request', 'files', 'POST', '/models/new/versions/upload', form(null, '{}')),
  bad(
    'metadata that is no JSON',
    400,
    'invalid_request',
    'metadata',
    'POST',
    '/models/new/versions/upload',
    form(goodModel, '{'),
  ),
  bad(
    'metadata with an unknown key',
    400,
    'invalid_request',
    'metadata.owner',
    'POST',
    '/models/new/versions/upload',
    form(goodModel, '{"owner":"me"}'),
  ),
  bad(
    'a schema that does not fit',
    422,
    'schema_mismatch',
    'schema.features',
    'POST',
    '/models/new/versions/upload',
    form(goodModel, JSON.stringify({ schema: { features: [{ name: 'bill', type: 'numeric' }] } })),
  ),
  bad('a file name with ../', 400, 'invalid_request', 'files[0].path', 'POST', '/models/new/versions', {
    files: [{ path: '../model.onnx', digest: NOT_A_DIGEST }],
  }),
  bad('a file that was never uploaded', 422, 'blob_missing', 'digest', 'POST', '/models/new/versions', {
    files: [{ path: 'model.onnx', digest: NOT_A_DIGEST }],
  }),
  bad('bytes with another digest', 422, 'digest_mismatch', 'digest', 'PUT', `/blobs/${NOT_A_DIGEST}`, goodModel),
  bad('a digest that is none', 400, 'invalid_request', 'digest', 'PUT', '/blobs/sha256:0', goodModel),
  bad('a taken model name', 409, 'already_exists', 'name', 'POST', '/models', { name: 'penguins' }),
  bad('a model name of 10,000 characters', 400, 'invalid_request', 'name', 'POST', '/models', { name: LONG }),
  bad('a model name with NUL', 400, 'invalid_request', 'name', 'POST', '/models', { name: `a${NUL}b` }),
  bad('a model name with ../', 400, 'invalid_request', 'name', 'POST', '/models', { name: '../etc' }),
  bad('a model name that turns the text around', 400, 'invalid_request', 'name', 'POST', '/models', {
    name: `a${RIGHT_TO_LEFT}b`,
  }),
  bad('an alias of a version that is not there', 404, 'not_found', null, 'PUT', '/models/penguins/aliases/champion', {
    version: 7,
  }),
  bad(
    'a stale If-Match',
    412,
    'changed_meanwhile',
    null,
    'PATCH',
    '/models/penguins',
    { description: 'x' },
    { 'if-match': '"stale"' },
  ),
];

/** badDatasets are wrong tables. */
export const badDatasets: readonly BadRequest[] = [
  bad('a taken dataset name', 409, 'already_exists', 'name', 'POST', '/datasets', { name: 'penguins' }),
  bad('a dataset name of 10,000 characters', 400, 'invalid_request', 'name', 'POST', '/datasets', { name: LONG }),
  bad('a dataset name in emoji', 400, 'invalid_request', 'name', 'POST', '/datasets', { name: '🐧' }),
  bad(
    'a dataset name with ../',
    400,
    'invalid_request',
    'name',
    'POST',
    '/datasets/..%2f..%2fetc/versions',
    form(csv('a', '1'), undefined, 'a.csv'),
  ),
  bad(
    'a table in a format nobody reads',
    422,
    'unsupported_format',
    'file',
    'POST',
    '/datasets/new/versions',
    form(new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]), undefined, 'a.png'),
  ),
  bad(
    'a Parquet that is none',
    422,
    'unsupported_format',
    'file',
    'POST',
    '/datasets/new/versions',
    form(csv('a', '1'), undefined, 'a.parquet'),
  ),
  bad(
    'an empty CSV',
    422,
    'unsupported_format',
    'file',
    'POST',
    '/datasets/new/versions',
    form(new Uint8Array(), undefined, 'a.csv'),
  ),
  bad(
    'a CSV with a column twice',
    422,
    'dataset_invalid',
    'line[1].column[2]',
    'POST',
    '/datasets/new/versions',
    form(csv('a,a', '1,2'), undefined, 'a.csv'),
  ),
];

/** badCommands are wrong requests of every other kind. */
export const badCommands: readonly BadRequest[] = [
  bad('an evaluation against a column that is not there', 422, 'schema_mismatch', 'species', 'POST', '/evaluations', {
    model: 'penguins',
    version: 1,
    dataset: 'penguins',
    target: 'species',
  }),
  bad('an evaluation of a model that is not there', 404, 'not_found', null, 'POST', '/evaluations', {
    model: 'nobody',
    version: 1,
    dataset: 'penguins',
    target: 'female',
  }),
  bad('an evaluation with an unknown key', 400, 'invalid_request', 'colour', 'POST', '/evaluations', {
    model: 'penguins',
    version: 1,
    dataset: 'penguins',
    target: 'female',
    colour: 'red',
  }),
  bad('a taken endpoint name', 409, 'already_exists', 'name', 'POST', '/endpoints', {
    name: 'penguins',
    model: 'penguins',
    version: 1,
  }),
  bad('an endpoint name with capitals', 400, 'invalid_request', 'name', 'POST', '/endpoints', {
    name: 'Penguins',
    model: 'penguins',
    version: 1,
  }),
  bad('an endpoint name of 10,000 characters', 400, 'invalid_request', 'name', 'POST', '/endpoints', {
    name: LONG,
    model: 'penguins',
    version: 1,
  }),
  bad('a sample rate above one', 400, 'invalid_request', 'sampleRate', 'POST', '/endpoints', {
    name: 'new',
    model: 'penguins',
    version: 1,
    sampleRate: 1.5,
  }),
  bad('a canary of a version that is not there', 404, 'not_found', null, 'POST', '/endpoints/penguins/rollouts', {
    version: 9,
  }),
  bad(
    'a canary with a wrong weight',
    400,
    'invalid_request',
    'steps[0].weightBp',
    'POST',
    '/endpoints/penguins/rollouts',
    { version: 1, steps: [{ weightBp: 20_000 }] },
  ),
  bad('feedback on an id that is none', 400, 'invalid_request', null, 'POST', '/feedback', {
    items: [{ predictionId: 'abc', actual: 1 }],
  }),
  bad('a monitor on an endpoint that is not there', 404, 'not_found', null, 'POST', '/monitors', {
    name: 'new',
    endpoint: 'nobody',
  }),
  bad(
    'a trigger with a trainer that the operator did not list',
    422,
    'trainer_unknown',
    null,
    'POST',
    '/trainers/nobody/run',
    { input: { model: 'penguins', endpoint: 'penguins' } },
  ),
  bad('a trigger whose schedule can never be', 400, 'invalid_request', 'conditions[0].cron', 'POST', '/triggers', {
    name: 'new',
    trainer: 'nobody',
    conditions: [{ kind: 'schedule', cron: 'now and then' }],
    input: { model: 'penguins', endpoint: 'penguins' },
  }),
  bad('a channel inside the house', 422, 'outbound_refused', 'url', 'POST', '/channels', {
    name: 'new',
    kind: 'slack',
    url: 'http://169.254.169.254/',
  }),
  bad('an unknown id', 404, 'not_found', null, 'GET', `/jobs/${NOBODY}`),
  bad('an id that is none', 400, 'invalid_request', 'id', 'GET', '/jobs/1'),
  bad('JSON cut short', 400, 'invalid_request', null, 'POST', '/models', '{"name":'),
  bad('another content type', 415, 'unsupported_media_type', null, 'POST', '/models', 'name=x', {
    'content-type': 'text/plain',
  }),
  bad('a body above a megabyte', 413, 'too_large', null, 'POST', '/models', {
    name: 'new',
    description: LONG.repeat(150),
  }),
];

const rows = (row: unknown) => ({ rows: [{ bill: 39, flipper: 181 }, row] });
/** badPredictions are wrong bodies at an endpoint of the data plane that takes {bill, flipper}. */
export const badPredictions: readonly BadRequest[] = [
  bad('a missing feature', 422, 'invalid_rows', 'rows[1].flipper', 'POST', '/penguins/predict', rows({ bill: 39 })),
  bad(
    'a feature too much',
    422,
    'invalid_rows',
    'rows[1].beak',
    'POST',
    '/penguins/predict',
    rows({ bill: 39, flipper: 181, beak: 1 }),
  ),
  bad(
    'a wrong type',
    422,
    'invalid_rows',
    'rows[1].bill',
    'POST',
    '/penguins/predict',
    rows({ bill: 'long', flipper: 181 }),
  ),
  bad('null', 422, 'invalid_rows', 'rows[1].bill', 'POST', '/penguins/predict', rows({ bill: null, flipper: 181 })),
  bad(
    'a number beyond every float',
    422,
    'invalid_rows',
    'rows[0].bill',
    'POST',
    '/penguins/predict',
    '{"rows":[{"bill":1e999,"flipper":181}]}',
  ),
  bad('NaN', 400, 'invalid_request', null, 'POST', '/penguins/predict', '{"rows":[{"bill":NaN,"flipper":181}]}'),
  bad('a row that is no object', 400, 'invalid_request', 'rows[0]', 'POST', '/penguins/predict', { rows: [[39, 181]] }),
  bad('no rows', 400, 'invalid_request', 'rows', 'POST', '/penguins/predict', { rows: [] }),
  bad('an unknown key', 400, 'invalid_request', 'colour', 'POST', '/penguins/predict', {
    ...rows({ bill: 39, flipper: 181 }),
    colour: 'red',
  }),
  bad('an event time that is none', 400, 'invalid_request', 'at', 'POST', '/penguins/predict', {
    rows: [{ bill: 39, flipper: 181 }],
    at: 'noon',
  }),
  bad('JSON cut short', 400, 'invalid_request', null, 'POST', '/penguins/predict', '{"rows":['),
  bad('a body above 64 MiB', 413, 'body_too_large', null, 'POST', '/penguins/predict', 'x'.repeat(65 * 1_048_576)),
  bad('a wrong method', 405, 'method_not_allowed', null, 'PUT', '/penguins/predict', {}),
  bad('an unknown endpoint', 404, 'not_found', null, 'POST', '/nobody/predict', { rows: [{}] }),
];
