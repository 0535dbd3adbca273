import { expect, it } from 'vitest';
import { artifactAddress } from './artifact-address.js';

const run = '0123456789abcdef0123456789abcdef';
const version = '01a1fccd-dead-752f-8d9f-ab4fbe7a102a';

it.each([
  [`7/${run}/artifacts`, { kind: 'tree', tree: `runs/${run}`, experimentId: '7', path: '' }],
  [`7/${run}/artifacts/`, { kind: 'tree', tree: `runs/${run}`, experimentId: '7', path: '' }],
  [`7/${run}/artifacts/a/b c.txt`, { kind: 'tree', tree: `runs/${run}`, experimentId: '7', path: 'a/b c.txt' }],
  [
    `7/models/m-${run}/artifacts/MLmodel`,
    { kind: 'tree', tree: `models/m-${run}`, experimentId: '7', path: 'MLmodel' },
  ],
  [`7/${run}/artifacts/dog%step%100`, { kind: 'tree', tree: `runs/${run}`, experimentId: '7', path: 'dog%step%100' }],
  [`7/${run}/artifacts/データ.txt`, { kind: 'tree', tree: `runs/${run}`, experimentId: '7', path: 'データ.txt' }],
  [`registry/${version}`, { kind: 'version', versionId: version, path: '' }],
  [`registry/${version}/data/a.txt`, { kind: 'version', versionId: version, path: 'data/a.txt' }],
])('%s is a place of ours', (text, expected) => {
  expect(artifactAddress(text)).toEqual(expected);
});

it.each([
  'registry/1',
  '7',
  `7/${run}`,
  `7/${run}/artifactsx`,
  `x/${run}/artifacts`,
  `7/${run.toUpperCase()}/artifacts`,
  `7/models/${run}/artifacts`,
])('%s is no place of ours', (text) => {
  expect(() => artifactAddress(text)).toThrow(expect.objectContaining({ code: 'not_found' }));
});

it.each([
  '',
  '/',
  '/etc/passwd',
  '../path',
  './../path',
  `7/${run}/artifacts/../../../etc/passwd`,
  `7/${run}/artifacts/a/..`,
  `7/${run}/artifacts//etc/passwd`,
  `7/${run}/artifacts/..\\..\\path`,
  `7/${run}/artifacts/C:path`,
  `7/${run}/artifacts/\\\\?\\C:\\x`,
  `7/${run}/artifacts/a\0.jpg`,
  `7/${run}/artifacts/a\nb`,
  `7/${run}/artifacts;/../../etc`,
  `7/${run}/artifacts/a#b`,
  `7/${run}/artifacts/a?b`,
  'file://a#/..//tmp',
  'https://host/../../',
])('%j is refused', (text) => {
  expect(() => artifactAddress(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
