import { expect, it } from 'vitest';
import { artifactAddress } from './artifact-address.js';

const run = '0123456789abcdef0123456789abcdef';

it.each([
  [`7/${run}/artifacts`, { experimentId: '7', owner: { kind: 'run', id: run }, path: '' }],
  [`7/${run}/artifacts/`, { experimentId: '7', owner: { kind: 'run', id: run }, path: '' }],
  [`7/${run}/artifacts/a/b c.txt`, { experimentId: '7', owner: { kind: 'run', id: run }, path: 'a/b c.txt' }],
  [
    `7/models/m-${run}/artifacts/MLmodel`,
    { experimentId: '7', owner: { kind: 'model', id: `m-${run}` }, path: 'MLmodel' },
  ],
  [`7/${run}/artifacts/dog%step%100`, { experimentId: '7', owner: { kind: 'run', id: run }, path: 'dog%step%100' }],
  [`7/${run}/artifacts/データ.txt`, { experimentId: '7', owner: { kind: 'run', id: run }, path: 'データ.txt' }],
])('%s is a place in a tree', (text, expected) => {
  expect(artifactAddress(text)).toEqual(expected);
});

it.each([
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
