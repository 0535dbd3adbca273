import {
  fieldErrorsOf,
  NewModelVersion,
  plainWords,
  VersionMetadata,
  type ModelVersion,
  type registryEndpoints,
} from '@slipway/contracts';
import { SlipwayError, type Core } from '@slipway/core';
import type { z } from 'zod';
import type { CallOf } from '../http/operation.js';
import { fileLimitBytes } from '../http/request-body.js';
import { uploadParts } from '../http/upload-parts.js';

/**
 * uploadVersion streams the `file` parts into the blob store and registers them as one version; the file names become paths of its
 * manifest. When anything is wrong there is no version, and the blobs that nobody names are swept.
 */
export async function uploadVersion(
  core: Core,
  { actor, params, request }: CallOf<(typeof registryEndpoints)['uploadVersion']>,
): Promise<ModelVersion> {
  const files: { path: string; digest: string }[] = [];
  let metadata: z.infer<typeof VersionMetadata> | undefined;
  for await (const part of uploadParts(request)) {
    if (part.kind === 'file' && part.field === 'file') {
      const { digest } = await core.artifacts.store(part.stream, { maxBytes: fileLimitBytes });
      files.push({ path: part.fileName, digest });
    } else if (part.kind === 'field' && part.field === 'metadata' && metadata === undefined) {
      metadata = readMetadata(part.value);
    } else {
      if (part.kind === 'file') part.stream.resume();
      throw new SlipwayError(
        'invalid_request',
        `${part.field}: this upload takes \`file\` parts and one \`metadata\` part.`,
        [{ path: part.field, message: 'is not known here' }],
      );
    }
  }
  const body = valid(NewModelVersion.safeParse({ ...metadata, files }, { error: plainWords }), []);
  return core.registry.versions.create(actor, { params, body });
}

function readMetadata(text: string): z.infer<typeof VersionMetadata> {
  try {
    return valid(VersionMetadata.safeParse(JSON.parse(text), { error: plainWords }), ['metadata']);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new SlipwayError('invalid_request', 'metadata: must be JSON.', [
        { path: 'metadata', message: 'must be JSON' },
      ]);
    throw error;
  }
}

function valid<T>(parsed: z.ZodSafeParseResult<T>, parents: string[]): T {
  if (parsed.success) return parsed.data;
  const errors = fieldErrorsOf(parsed.error, parents);
  throw new SlipwayError('invalid_request', `${errors[0]?.path}: ${errors[0]?.message}`, errors);
}
