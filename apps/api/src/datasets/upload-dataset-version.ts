import type { DatasetFormat, datasetsEndpoints, DatasetVersion } from '@slipway/contracts';
import { SlipwayError, type Core } from '@slipway/core';
import type { CallOf } from '../http/operation.js';
import { fileLimitBytes } from '../http/request-body.js';
import { uploadParts } from '../http/upload-parts.js';

const FORMATS: Readonly<Record<string, DatasetFormat>> = {
  parquet: 'parquet',
  csv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/** uploadDatasetVersion streams the one `file` part into the blob store and makes a version from it; the file name only hints at the format. */
export async function uploadDatasetVersion(
  core: Core,
  { actor, params, request }: CallOf<(typeof datasetsEndpoints)['uploadDatasetVersion']>,
): Promise<DatasetVersion> {
  let file: { digest: string; format?: DatasetFormat } | undefined;
  for await (const part of uploadParts(request)) {
    if (part.kind === 'file' && part.field === 'file' && file === undefined) {
      const format = FORMATS[part.fileName.split('.').at(-1)?.toLowerCase() ?? ''];
      const { digest } = await core.artifacts.store(part.stream, { maxBytes: fileLimitBytes });
      file = format === undefined ? { digest } : { digest, format };
    } else {
      if (part.kind === 'file') part.stream.resume();
      throw new SlipwayError('invalid_request', `${part.field}: this upload takes one part, \`file\`.`, [
        { path: part.field, message: 'is not known here' },
      ]);
    }
  }
  if (file === undefined)
    throw new SlipwayError('invalid_request', 'file: send the table as the part `file`.', [
      { path: 'file', message: 'is missing' },
    ]);
  return core.datasets.createDatasetVersion(actor, { params, body: file });
}
