import { StreamableFile } from '@nestjs/common';
import type { registryEndpoints } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { attachment } from '../http/download.js';
import type { CallOf } from '../http/operation.js';

/** exportBundle sends the bundle of a version while it is made. */
export async function exportBundle(
  { registry }: Core,
  { actor, params }: CallOf<(typeof registryEndpoints)['exportBundle']>,
): Promise<StreamableFile> {
  const version = await registry.requireVersion(actor, params.name, params.version);
  return new StreamableFile(await registry.bundles.stream(actor, version), {
    type: 'application/gzip',
    disposition: attachment(`${version.model}-v${version.version}.tar.gz`),
  });
}
