import { open } from 'node:fs/promises';
import type { DatasetFormat } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';

const FIRST_BYTES = 4_096;

/** The formats that people upload by mistake, by their first bytes. */
const OTHERS: readonly [string, string][] = [
  ['1f8b', 'gzip: unpack it first'],
  ['504b0304', 'a zip archive (or an Excel file): unpack it, or save it as CSV'],
  ['28b52ffd', 'zstd: unpack it first'],
  ['fffe', 'UTF-16: save it as UTF-8'],
  ['feff', 'UTF-16: save it as UTF-8'],
  ['4152524f5731', 'an Arrow file: save it as Parquet'],
];

/**
 * sniffFormat tells the format by the content, never by a name alone: Parquet by its magic, text by the absence of zero bytes; what
 * the uploader says (`hint`) decides only between CSV and JSONL. Other content is `unsupported_format`.
 */
export async function sniffFormat(path: string, hint?: DatasetFormat): Promise<DatasetFormat> {
  const start = await firstBytes(path);
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (start.length === 0) throw unsupported('empty');
  const hex = start.subarray(0, 8).toString('hex');
  const other = OTHERS.find(([magic]) => hex.startsWith(magic));
  if (other !== undefined) throw unsupported(other[1]);
  if (start.includes(0)) throw unsupported('neither Parquet nor text');
  if (hint === 'parquet') throw unsupported('not Parquet, although it is called so');
  if (hint !== undefined) return hint;
  return start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('{')
    ? 'jsonl'
    : 'csv';
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(FIRST_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const unsupported = (what: string): SlipwayError =>
  new SlipwayError('unsupported_format', `The file is ${what}. Upload Parquet, CSV or JSONL.`, [
    { path: 'file', message: `is ${what}` },
  ]);
