import { describe, expect, it } from 'vitest';
import { parseSource, registeredUri } from './version-source.js';

const run = 'a'.repeat(32);
const logged = `m-${'b'.repeat(32)}`;
const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('parseSource reads', () => {
  it.each([
    [`runs:/${run}/model`, { kind: 'tree', tree: `runs/${run}`, path: 'model', runId: run }],
    [`runs:/${run}`, { kind: 'tree', tree: `runs/${run}`, path: '', runId: run }],
    [
      `mlflow-artifacts:/1/${run}/artifacts/model/sub`,
      { kind: 'tree', tree: `runs/${run}`, path: 'model/sub', runId: run },
    ],
    [
      `mlflow-artifacts://host:5000/1/${run}/artifacts/model`,
      { kind: 'tree', tree: `runs/${run}`, path: 'model', runId: run },
    ],
    [
      `mlflow-artifacts:/1/models/${logged}/artifacts`,
      { kind: 'tree', tree: `models/${logged}`, path: '', loggedModelId: logged },
    ],
    [
      `mlflow-artifacts:/1/models/${logged}/artifacts/`,
      { kind: 'tree', tree: `models/${logged}`, path: '', loggedModelId: logged },
    ],
    [`models:/${logged}`, { kind: 'tree', tree: `models/${logged}`, path: '', loggedModelId: logged }],
    ['models:/churn/3', { kind: 'version', model: 'churn', version: 3 }],
    ['models:/churn@champion', { kind: 'alias', model: 'churn', alias: 'champion' }],
    [registeredUri(id), { kind: 'registered', versionId: id }],
    ['s3://bucket/dog%step%100%timestamp%100', { kind: 'outside' }],
    ['s3://bucket/dog+step+100', { kind: 'outside' }],
    ['https://host/größe/model', { kind: 'outside' }],
    ['dbfs:/models/x', { kind: 'outside' }],
  ])('%s', (source, expected) => expect(parseSource(source)).toEqual(expected));
});

/** MLflow's own corpus of bad paths, and a few more. */
describe('parseSource refuses', () => {
  it.each([
    '/path',
    '../path',
    './../path',
    'path/../to/file',
    'file://a#/..//tmp',
    'file://a%23/..//tmp/',
    '/etc/passwd%00.jpg',
    '/file://etc/passwd',
    '%2E%2E%2Fpath',
    '%2%0952e%2%0952e/path',
    '..\\path',
    'C:path',
    'C:/path',
    '\\\\?\\C:\\x',
    '\\\\server\\share',
    's3://b/....\\\\',
    '..%2f..%2f',
    'artifact%00',
    'https://host/../../',
    's3a://b/../x',
    'dbfs:/a%3f/../..',
    'file://remote-host/etc/passwd',
    'file://123.456.789.123/x',
    'file:///etc/passwd',
    's3://b/%252e%252e/x',
    's3://b/x?y=/../z',
    's3://b/a\0b',
    'http://host/a;/../b',
    `mlflow-artifacts:/1/${run}/artifacts/../../other`,
    'mlflow-artifacts:/1/nothing',
    'mlflow-artifacts:/registry/other',
    'runs:/short/model',
    'models:/churn',
    'models:/churn/latest',
    'models:/a/b/c',
    'models://host/churn/1',
    '',
    ' ',
    'nonsense',
    'javascript:alert(1)',
  ])('%j', (source) =>
    expect(() => parseSource(source)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringMatching(/^Invalid model version source: '/),
      }),
    ),
  );
});
