import { createHash } from 'node:crypto';
import type { ModelFile, NewModelVersion } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import { SlipwayError } from '../kernel/errors.js';
import { readModelFile, type InspectedModel } from './read-model-file.js';

/** manifestDigest is the sha256 over the sorted lines `digest  path` of a manifest. */
export function manifestDigest(files: readonly ModelFile[]): string {
  const lines = files.map(({ path, digest }) => `${digest}  ${path}\n`).sort();
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
}

/** requireFiles looks up the sizes of uploaded files; a path twice is `invalid_request`, a file that was never uploaded `blob_missing`. */
export async function requireFiles(artifacts: ArtifactsService, files: NewModelVersion['files']): Promise<ModelFile[]> {
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size < files.length)
    throw new SlipwayError('invalid_request', 'Two files have the same path.', [
      { path: 'files', message: 'paths must differ' },
    ]);
  return Promise.all(
    files.map(async ({ path, digest }) => ({
      path,
      digest,
      sizeBytes: (await artifacts.requireBlob(digest)).sizeBytes,
    })),
  );
}

/** inspectFiles reads and tries the one ONNX file of a version that says it is ONNX; none or several are `not_onnx`. */
export async function inspectFiles(
  artifacts: ArtifactsService,
  files: readonly ModelFile[],
  declared: unknown,
): Promise<InspectedModel> {
  const models = files.filter(({ path }) => path.endsWith('.onnx'));
  const model = models[0];
  if (model === undefined || models.length > 1)
    throw new SlipwayError(
      'not_onnx',
      'An ONNX version has exactly one file that ends in .onnx; use framework "opaque" for other files.',
      [{ path: 'files', message: `${models.length} files end in .onnx` }],
    );
  return readModelFile(await artifacts.verifiedPath(model.digest), declared);
}

/**
 * inspectSnapshot is inspectFiles for files that come from a run or a logged model, whose framework nobody has said: what is no ONNX model
 * that can be served here is kept as it is, with the reason.
 */
export async function inspectSnapshot(
  artifacts: ArtifactsService,
  files: readonly ModelFile[],
): Promise<{ inspected: InspectedModel | null; why: string | null }> {
  if (files.filter(({ path }) => path.endsWith('.onnx')).length !== 1) return { inspected: null, why: null };
  try {
    return { inspected: await inspectFiles(artifacts, files, undefined), why: null };
  } catch (error) {
    if (error instanceof SlipwayError && error.status === 422) return { inspected: null, why: error.message };
    throw error;
  }
}
