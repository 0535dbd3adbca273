import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ModelFile, NewModelVersion, VersionSchema } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';
import { MLMODEL, readMlmodelSignature, withSignature } from './mlmodel-signature.js';
import { readModelFile, type DescribedModel, type InspectedModel } from './read-model-file.js';

const MAX_MLMODEL_BYTES = 1_000_000;

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

/** Reads and tries the one ONNX file of a version that says it is ONNX; none or several are `not_onnx`. */
async function inspectFiles(
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
 * describeUpload is inspectFiles for files whose framework the caller has said. A signature in their `MLmodel` is the schema of files that are
 * only kept, and names the columns that an ONNX file does not, unless the caller declares a schema.
 */
export async function describeUpload(
  artifacts: ArtifactsService,
  files: readonly ModelFile[],
  { framework, schema }: Pick<NewModelVersion, 'framework' | 'schema'>,
): Promise<Pick<SnapshotModel, 'described' | 'why'>> {
  const { signature, why } =
    schema === undefined ? await readSignature(artifacts, files) : { signature: null, why: null };
  if (framework === 'opaque') return opaque(signature, why);
  const inspected = await inspectFiles(artifacts, files, schema);
  return { described: signature === null ? inspected : withSignature(inspected, signature), why };
}

/** SnapshotModel is what the files of a version say of it; `why` is what kept us from reading or running them, for people. */
export interface SnapshotModel {
  framework: 'onnx' | 'opaque';
  described: DescribedModel | null;
  why: string | null;
}

/**
 * findModel is inspectFiles for files whose framework nobody has said, because they come from a run or a logged model: one ONNX file that can
 * be served here makes an ONNX version, everything else is kept as it is. A signature in `MLmodel` names the columns that the file does not.
 */
export async function findModel(artifacts: ArtifactsService, files: readonly ModelFile[]): Promise<SnapshotModel> {
  const { signature, why } = await readSignature(artifacts, files);
  if (files.filter(({ path }) => path.endsWith('.onnx')).length !== 1) return opaque(signature, why);
  try {
    const inspected = await inspectFiles(artifacts, files, undefined);
    const named = signature === null ? inspected : withSignature(inspected, signature);
    return { framework: 'onnx', described: named, why: null };
  } catch (error) {
    if (error instanceof SlipwayError && error.status === 422) return opaque(signature, error.message);
    throw error;
  }
}

const opaque = (schema: VersionSchema | null, why: string | null): SnapshotModel => ({
  framework: 'opaque',
  described: schema && { schema, facts: null },
  why,
});

async function readSignature(
  artifacts: ArtifactsService,
  files: readonly ModelFile[],
): Promise<{ signature: VersionSchema | null; why: string | null }> {
  const file = files.find(({ path }) => path === MLMODEL);
  if (file === undefined) return { signature: null, why: null };
  if (file.sizeBytes > MAX_MLMODEL_BYTES)
    return {
      signature: null,
      why: `${MLMODEL} is larger than ${MAX_MLMODEL_BYTES} bytes: its signature was not read.`,
    };
  const { stream } = await artifacts.open(file.digest);
  const content = await text(stream);
  try {
    return { signature: readMlmodelSignature(content), why: null };
  } catch (error) {
    return { signature: null, why: `The signature in ${MLMODEL} cannot be read: ${firstLine(error)}` };
  }
}

const firstLine = (error: unknown): string => errorText(error).split('\n', 1)[0]!.slice(0, 200);
