import type { StreamableFile } from '@nestjs/common';
import type { registryEndpoints } from '@slipway/contracts';
import { notFound, type Core } from '@slipway/core';
import { getBlob } from '../artifacts/get-blob.js';
import type { CallOf } from '../http/operation.js';

/** downloadFile sends one file of a version; the path is looked up in the version's manifest and never reaches the file system. */
export async function downloadFile(
  core: Core,
  call: CallOf<(typeof registryEndpoints)['downloadFile']>,
): Promise<StreamableFile> {
  const { '*': path, ...params } = call.params;
  const { files } = await core.registry.requireVersion(call.actor, params.name, params.version);
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw notFound('file', path);
  return getBlob(core, file.digest, call, { fileName: path.split('/').at(-1) ?? path });
}
