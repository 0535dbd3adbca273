import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertPredictions } from './convert-predictions.js';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-convert-'));
  path = join(folder, 'job.jsonl');
  const lines = [
    { row: 0, id: 'a,"b"\nc', mixed: 1, error: 'far: not a number' },
    { row: 1, id: 'plain', mixed: 'one', predicted_score: 0.5, predicted_late: true, error: null },
    { row: 2, id: null, mixed: [1, 2], predicted_score: 1, predicted_late: false, error: null },
  ];
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('CSV has a column for whatever any line has, errors last, and quotes what needs it', async () => {
  expect(readFileSync(await convertPredictions(path, 'csv'), 'utf8').split('\r\n')).toEqual([
    'row,id,mixed,predicted_score,predicted_late,error',
    '0,"a,""b""\nc",1,,,far: not a number',
    '1,plain,one,0.5,true,',
    '2,,"[1,2]",1,false,',
    '',
  ]);
});

test('Parquet keeps numbers and truth values as what they are; mixed columns are texts', async () => {
  const file = await asyncBufferFromFile(await convertPredictions(path, 'parquet'));
  expect(await parquetReadObjects({ file })).toEqual([
    { row: 0, id: 'a,"b"\nc', mixed: '1', predicted_score: null, predicted_late: null, error: 'far: not a number' },
    { row: 1, id: 'plain', mixed: 'one', predicted_score: 0.5, predicted_late: true, error: null },
    { row: 2, id: null, mixed: '[1,2]', predicted_score: 1, predicted_late: false, error: null },
  ]);
  const { schema } = await parquetMetadataAsync(file);
  expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
    'row INT32',
    'id BYTE_ARRAY',
    'mixed BYTE_ARRAY',
    'predicted_score DOUBLE',
    'predicted_late BOOLEAN',
    'error BYTE_ARRAY',
  ]);
});
